import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, isRunning, makeProject, type TestLauncher, type TestProject } from './project.fixture.ts'

describe('steps that are commands', () => {
  let project: TestProject
  let local: TestLauncher
  beforeAll(async () => {
    project = await makeProject()
    local = await project.open({ slots: 1 })
  })
  afterAll(async () => {
    await local[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  test('a shell script finds its inputs as files and leaves its outputs as files', async () => {
    const written = await local.runStep('writesText')
    const outcome = await local.runStep('shellCopies', {
      inputs: { text: { artifact: written.outputs['text']! }, count: { value: 3 } },
    })
    expect(outcome).toMatchObject({
      status: 'succeeded',
      outputs: {
        text: { digest: written.outputs['text']!.digest },
        facts: { value: { count: 3, step: 'shellCopies' } },
      },
      inputs: { text: { digest: written.outputs['text']!.digest } },
    })
    expect(await local.log('shellCopies')).toMatchObject([{ s: 'err', m: 'copied' }])
  })

  test('a Python program brings its modules, tracks metrics and says where an output is', async () => {
    const outcome = await local.runStep('pythonLearns', { inputs: { rows: { value: [1, 2, 6] } } })
    expect(outcome.failure).toBeUndefined()
    expect(outcome.outputs).toMatchObject({
      mean: { value: 3 },
      model: { format: 'file', size: 3, fileName: 'weights.onnx', type: 'model' },
    })
    expect(await local.log('pythonLearns')).toMatchObject([{ s: 'out', m: 'learnt from 3 rows, grüße' }])
    expect(await local.metrics('pythonLearns')).toMatchObject([
      { kind: 'metric', name: 'row', value: 1, step: 0 },
      { kind: 'metric', name: 'row', value: 2, step: 1 },
      { kind: 'metric', name: 'row', value: 6, step: 2 },
      { kind: 'metric', name: 'nan', value: 'NaN' },
      { kind: 'param', name: 'rows', value: '3' },
    ])
  })

  test('both streams are logged, and the last lines stand in the failure', async () => {
    const outcome = await local.runStep('commandFails')
    expect(outcome.failure?.log?.toSorted()).toEqual(['err', 'out'])
    expect((await local.log('commandFails')).map(({ s }) => s).toSorted()).toEqual(['err', 'out'])
  })

  test('a cancel ends the command and what it has started', async () => {
    await local.launcher.start(local.bundle([local.envelope('commandWaits', { graceMs: 10_000 })]))
    await local.firstLines('commandWaits')
    await local.launcher.cancel(['commandWaits@1'], { reason: 'cancelled' })
    await local.until((event) => event.kind === 'outcome' && event.attempt === 'commandWaits@1')
    expect((await local.outcome('commandWaits'))?.failure).toMatchObject({ class: 'cancelled', code: 'STEP_CANCELLED' })
  })

  test('a command that takes longer than its timeout is ended', async () => {
    const outcome = await local.runStep('commandWaits', { path: 'overdue', timeoutMs: 500, graceMs: 60_000 })
    expect(outcome.failure).toMatchObject({ class: 'timeout', code: 'STEP_TIMED_OUT' })
  })

  test('a command that is deaf to SIGTERM is killed after the grace period, its children included', async () => {
    const running = local.runBundle([local.envelope('commandIsDeaf')])
    await local.firstLines('commandIsDeaf')
    await local.launcher.cancel(['commandIsDeaf@1'], { reason: 'timeout', graceMs: 200 })
    const [outcome] = await running
    expect(outcome!.failure).toMatchObject({ class: 'timeout', log: [expect.stringMatching(/^child \d+$/)] })
    const child = Number(outcome!.failure!.log![0]!.slice(6))
    await eventually(async () => !(await isRunning(child)))
  })

  test('a command has its own files, and those of no other step', async () => {
    await local.runStep('commandLooksAround')
    const names = (await local.log('commandLooksAround')).map(({ m }) => m)
    expect(names).toEqual(['copy.sh', 'inputs', 'inputs.json', 'outputs'])
  })

  test('a line that measures nothing is told in the log', async () => {
    await local.runStep('commandMeasuresBadly')
    expect(await local.log('commandMeasuresBadly')).toMatchObject([{ l: 'warn', f: { line: 'nonsense' } }])
    expect(await local.metrics('commandMeasuresBadly')).toEqual([])
  })

  test('what leaves the group of a command and holds its output open does not hold up the step', async () => {
    expect(await local.runStep('commandDetaches')).toMatchObject({ status: 'succeeded' })
    expect((await local.log('commandDetaches')).map(({ m }) => m)).toEqual(['before', 'after'])
  })

  test('what a command leaves running is ended with it', async () => {
    const outcome = await local.runStep('commandLeavesChildren')
    expect(outcome.status).toBe('succeeded')
    const child = Number((await local.log('commandLeavesChildren'))[0]!.m.slice(6))
    await eventually(async () => !(await isRunning(child)))
  })
})
