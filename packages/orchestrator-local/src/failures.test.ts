import { readFile } from 'node:fs/promises'
import type { Failure } from '@regauge/core/errors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProject, type TestLauncher, type TestProject } from './project.fixture.ts'

describe('each way in which a step can fail', () => {
  let project: TestProject
  let local: TestLauncher
  beforeAll(async () => {
    project = await makeProject()
    local = await project.open({ slots: 2 })
  })
  afterAll(async () => {
    await local[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  const at = (call: string) =>
    expect.stringMatching(new RegExp(`at ${call} \\(steps\\.ts:\\d+:\\d+\\)`)) as unknown as string
  const says = (text: string | RegExp) => expect.stringMatching(text) as unknown as string

  const ways: readonly (readonly [step: string, expected: Partial<Failure>])[] = [
    [
      'throws',
      { class: 'user', code: 'STEP_FAILED', message: 'no such luck', stack: at('run'), log: ['about to fail'] },
    ],
    ['throws', { stack: says(/Caused by: Error: the deeper reason/) }],
    ['throwsText', { class: 'user', code: 'STEP_FAILED', message: says('just a text') }],
    ['givesUp', { class: 'user', code: 'DATA_GONE', terminal: true, message: 'never again', stack: at('run') }],
    ['asksForLater', { class: 'user', code: 'STEP_FAILED', retryAfterMs: 7_000 }],
    ['rejectsInTheDark', { class: 'user', code: 'STEP_UNHANDLED', message: 'nobody listens', stack: at('run') }],
    ['throwsInCallback', { class: 'user', code: 'STEP_UNHANDLED', message: 'from a timer', stack: at('fail') }],
    ['neverSettles', { class: 'user', code: 'STEP_NEVER_SETTLED' }],
    ['exits', { class: 'user', code: 'STEP_EXITED', message: says('exit code 3'), log: ['goodbye'] }],
    ['asksForTooMuch', { class: 'oom', code: 'STEP_OUT_OF_MEMORY', message: says('allocation failed') }],
    ['isKilled', { class: 'infrastructure', code: 'STEP_KILLED', message: says('SIGKILL'), log: ['sending SIGKILL'] }],
    ['isTerminated', { class: 'infrastructure', code: 'STEP_KILLED', message: says('SIGTERM') }],
    ['faults', { class: 'user', code: 'STEP_CRASHED', message: says('SIGSEGV'), log: ['sending SIGSEGV'] }],
    ['aborts', { class: 'user', code: 'STEP_CRASHED', message: says('SIGABRT') }],
    ['forgetsItsOutput', { class: 'user', code: 'STEP_OUTPUT_MISSING', message: says('"text"') }],
    ['givesTooMuch', { class: 'user', code: 'STEP_OUTPUT_UNKNOWN', message: says('"extra"') }],
    ['givesTheWrongThing', { class: 'user', code: 'ARTIFACT_INVALID', message: says('output "text"') }],
    ['readsAnotherSecret', { class: 'user', code: 'SECRET_UNDECLARED', message: says('Did you mean "hf.token"') }],
    ['commandFails', { class: 'user', code: 'STEP_COMMAND_FAILED', message: says('exit code 7') }],
    ['commandIsKilled', { class: 'infrastructure', code: 'STEP_KILLED', message: says('SIGKILL'), log: ['dying'] }],
    ['commandLosesItsChild', { class: 'infrastructure', code: 'STEP_KILLED', message: says('exit code 137') }],
    ['commandCrashes', { class: 'user', code: 'STEP_COMMAND_FAILED', message: says('SIGSEGV') }],
    ['commandMisnames', { class: 'user', code: 'STEP_OUTPUT_UNKNOWN', message: says('Did you mean "report"') }],
    ['commandPointsNowhere', { class: 'user', code: 'STEP_OUTPUT_MISSING', message: says('"gone.txt"') }],
    ['commandWritesNoJson', { class: 'user', code: 'ARTIFACT_INVALID', message: says('output "score"') }],
    ['commandIsMissing', { class: 'config', code: 'STEP_COMMAND_NOT_FOUND', message: says('"no-such-program"') }],
    ['commandForgets', { class: 'user', code: 'STEP_OUTPUT_MISSING', message: says('outputs/report.txt') }],
  ]
  test.for(ways)('%s leaves its failure in the outcome', async ([step, expected], { task }) => {
    const outcome = await local.runStep(step, { path: `${step}-${task.id.replaceAll(/[^\w-]/g, '_')}` })
    expect(outcome).toMatchObject({ status: 'failed', outputs: {}, failure: expected })
  })

  test('a stack trace names the line of the author’s own source', async () => {
    const lines = (await readFile(new URL('steps.fixture.ts', import.meta.url), 'utf8')).split('\n')
    const line = lines.findIndex((text) => text.includes("throw new Error('no such luck'")) + 1
    const outcome = await local.runStep('throws', { path: 'traced' })
    expect(outcome.failure?.stack).toContain(`at run (steps.ts:${line}:13)`)
  })

  test('a heap that is full gives oom, with the lines before it', async () => {
    const envelope = local.envelope('fillsTheHeap')
    const [outcome] = await local.runBundle([envelope], 64 * 2 ** 20)
    expect(outcome?.failure).toMatchObject({ class: 'oom', code: 'STEP_OUT_OF_MEMORY' })
    expect(outcome?.failure?.log?.join('\n')).toContain('heap out of memory')
    expect((await local.log('fillsTheHeap'))[0]).toMatchObject({ m: 'filling' })
  })

  test('a busy loop ends with its timeout, though it never looks at its signal', async () => {
    const outcome = await local.runStep('spins', { timeoutMs: 1_000, graceMs: 500 })
    expect(outcome.failure).toMatchObject({ class: 'timeout', code: 'STEP_TIMED_OUT', log: ['spinning'] })
    expect(outcome.failure?.message).toContain('1.0s')
  })

  test('a step that ends well after its deadline has failed all the same', async () => {
    const outcome = await local.runStep('finishesAnyway', { timeoutMs: 100, graceMs: 10_000 })
    expect(outcome).toMatchObject({ status: 'failed', outputs: {}, failure: { class: 'timeout' } })
  })

  test('a secret that nobody knows ends the attempt before it starts', async () => {
    const outcome = await local.runStep('greets', { path: 'unknownSecret', secrets: ['no.such'] })
    expect(outcome.failure).toMatchObject({ message: 'no secret no.such' })
    expect(outcome.startedAt).toBeUndefined()
  })

  test('an environment in which no worker starts gives a coded failure with what the process said', async () => {
    const outcome = await local.runStep('greets', { path: 'badOptions', env: { NODE_OPTIONS: '--no-such-option' } })
    expect(outcome.failure).toMatchObject({ class: 'infrastructure', code: 'STEP_WORKER_FAILED' })
    expect(outcome.failure?.log?.join('\n')).toContain('--no-such-option')
  })

  test('an envelope of another protocol is refused', async () => {
    const envelope = { ...local.envelope('greets', { path: 'otherProtocol' }), protocol: 2 as 1 }
    const [outcome] = await local.runBundle([envelope])
    expect(outcome?.failure).toMatchObject({ class: 'config', code: 'STEP_PROTOCOL_UNKNOWN' })
  })

  test('a step that the code does not have is refused', async () => {
    const envelope = { ...local.envelope('greets', { path: 'nowhere' }), node: 'nowhere' }
    const [outcome] = await local.runBundle([envelope])
    expect(outcome?.failure).toMatchObject({ class: 'config', code: 'STEP_NOT_IN_CODE' })
  })

  test('after every failure the launcher still works', async () => {
    expect(await local.runStep('greets', { path: 'last' })).toMatchObject({ status: 'succeeded' })
  })
})
