import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeEpoch } from '../composition/take-epoch.ts'
import { bytesSource } from '../contracts/source.ts'
import { keys } from '../records/keys.ts'
import type { ClaimRecord } from '../records/outcome-record.ts'
import { putRecord } from '../records/record-store.ts'
import { type Hint } from '../runtime/hints/hint.ts'
import { receiveHints } from '../runtime/hints/receive-hints.ts'
import { collectBytes } from '../util/bytes.ts'
import { storeBundles } from './bundle-table.ts'
import { requestStop } from './request-stop.ts'
import { makeRemoteProject, type RemoteProject } from './runner.fixture.ts'

const POLL = { timeout: 30_000 }

let project: RemoteProject

beforeEach(async () => {
  project = await makeRemoteProject()
})

afterEach(() => project[Symbol.asyncDispose]())

/** Resolves when the step has said that it waits. */
async function waiting(step: string): Promise<void> {
  await expect.poll(() => project.store.stat(keys.log({ run: 'r1', path: step, attempt: 1 }, 0)), POLL).toBeDefined()
}

describe('a runner elsewhere', () => {
  test('works off its bundle, claims each attempt and leaves outcomes', async () => {
    const runner = project.start(project.assignment(project.bundle('quick', 'shows')), {
      REGAUGE_REMOTE_WORKER: 'uid-1',
    })
    expect(await runner.exit, runner.said()).toBe(0)
    expect(await project.outcome('quick')).toMatchObject({
      status: 'succeeded',
      outputs: { said: { value: 'done' } },
    })
    expect(await project.claim('quick')).toMatchObject({ worker: 'uid-1' })
    // Nothing of what it was started with reaches a step.
    expect(await project.outcome('shows')).toMatchObject({ outputs: { said: { value: '' } } })
  })

  test('shows what a step writes in its own log while the step runs', async () => {
    const runner = project.start(project.assignment(project.bundle('slow')))
    await expect.poll(runner.printed, POLL).toBe('slow@1  waiting\nslow@1  info  still  {"here":true}\n')
    await expect.poll(runner.said, POLL).toBe('slow@1  for a word\n')
    runner.child.kill('SIGTERM')
    expect(await runner.exit).toBe(0)
  })

  test('goes on where nobody takes its own log any more', async () => {
    const runner = project.start(project.assignment(project.bundle('slow', 'quick')))
    runner.child.stdout!.destroy()
    runner.child.stderr!.destroy()
    await waiting('slow')
    await requestStop(project.store, { run: 'r1', path: 'slow', attempt: 1 }, { reason: 'cancelled' })
    runner.child.kill('SIGTERM')
    expect(await runner.exit).toBe(143)
    expect(await project.outcome('slow')).toMatchObject({ failure: { class: 'cancelled' } })
  })

  test('reads its bundle from a row of a table', async () => {
    const bundles = [project.bundle('shows'), project.bundle('quick')]
    const place = await storeBundles(project.store, 'runs/r1/components/orchestrator/', bundles)
    const runner = project.start(project.assignment({ ...place, row: 0 }), { REGAUGE_REMOTE_ROW: '1' })
    expect(await runner.exit, runner.said()).toBe(0)
    expect(await project.outcome('quick')).toMatchObject({ status: 'succeeded' })
    expect(await project.outcome('shows')).toBeUndefined()
  })

  test('leaves a bundle to another runner that has claimed it (row 12: two pods for one Job)', async () => {
    const first = project.start(project.assignment(project.bundle('deaf', 'quick')), { REGAUGE_REMOTE_WORKER: 'uid-1' })
    await waiting('deaf')
    const second = project.start(project.assignment(project.bundle('deaf', 'quick')), {
      REGAUGE_REMOTE_WORKER: 'uid-2',
    })
    expect(await second.exit, second.said()).toBe(75)
    expect(await project.claim('quick')).toBeUndefined()
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(143)
  })

  test('goes on with attempts that it has claimed itself, and passes over those that are decided', async () => {
    const start = () =>
      project.start(project.assignment(project.bundle('quick', 'shows')), { REGAUGE_REMOTE_WORKER: 'uid-1' })
    const claim: ClaimRecord = {
      schema: 'regauge.claim/1',
      run: 'r1',
      path: 'quick',
      attempt: 1,
      worker: 'uid-1',
      at: new Date().toISOString(),
    }
    await putRecord(project.store, keys.claim('r1', 'quick', 1), claim)
    expect(await start().exit).toBe(0)
    const before = await project.outcome('quick')
    expect(await start().exit).toBe(0)
    expect(await project.outcome('quick')).toEqual(before)
  })

  test('ends what it is at when its place is taken away, and leaves the rest free (row 8)', async () => {
    const runner = project.start(project.assignment(project.bundle('slow', 'quick')))
    await waiting('slow')
    runner.child.kill('SIGTERM')
    expect(await runner.exit, runner.said()).toBe(143)
    expect(await project.outcome('slow')).toMatchObject({
      status: 'failed',
      failure: { class: 'infrastructure', code: 'STEP_INTERRUPTED' },
    })
    expect(await project.claim('quick')).toBeUndefined()
  })

  test('kills a step that does not listen once its grace period is over', async () => {
    const runner = project.start(project.assignment(project.bundle('deaf')))
    await waiting('deaf')
    runner.child.kill('SIGTERM')
    expect(await runner.exit, runner.said()).toBe(0)
    expect(await project.outcome('deaf')).toMatchObject({ failure: { code: 'STEP_INTERRUPTED' } })
  })

  test('says that a step was cancelled, or took too long, where somebody has asked for it', async () => {
    for (const [step, reason, code] of [
      ['slow', 'cancelled', 'STEP_CANCELLED'],
      ['deaf', 'timeout', 'STEP_TIMED_OUT'],
    ] as const) {
      const runner = project.start(project.assignment(project.bundle(step)))
      await waiting(step)
      await requestStop(project.store, { run: 'r1', path: step, attempt: 1 }, { reason })
      runner.child.kill('SIGTERM')
      await runner.exit
      expect(await project.outcome(step)).toMatchObject({ failure: { code } })
    }
  })

  test('stops when its driver has been silent for too long', async () => {
    await takeEpoch(project.store, {
      run: 'r1',
      epoch: 1,
      cause: 'submit',
      code: '',
      ...({ plan: {}, stack: {}, discards: [] } as unknown as Pick<
        Parameters<typeof takeEpoch>[1],
        'plan' | 'stack' | 'discards'
      >),
    })
    const runner = project.start(project.assignment(project.bundle('slow'), { orphanTimeoutMs: 1_000 }))
    expect(await runner.exit, runner.said()).toBe(0)
    expect(await project.outcome('slow')).toMatchObject({ failure: { class: 'infrastructure' } })
  })

  test('gives hints of what the records tell', async () => {
    const hints: Hint[] = []
    await using receiver = await receiveHints((hint) => hints.push(hint))
    const assignment = project.assignment(project.bundle('quick'), { hints: receiver.address('127.0.0.1') })
    expect(await project.start(assignment).exit).toBe(0)
    expect(hints).toMatchObject([
      { kind: 'started', attempt: 'quick@1' },
      { kind: 'outcome', attempt: 'quick@1' },
    ])
    const forged = { ...assignment, hints: { ...assignment.hints!, token: 'x' }, bundle: project.bundle('shows') }
    expect(await project.start(forged).exit).toBe(0)
    expect(hints).toHaveLength(2)
  })

  test.each(['manifest.json', 'files/pipeline.js'])('runs no code of which %s was altered', async (name) => {
    const bundle = project.bundle('quick')
    const key = keys.code(bundle.envelopes[0]!.code) + name
    const altered = Buffer.concat([await collectBytes(project.store.get(key)), Buffer.from('\n')])
    await project.store.put(key, bytesSource(altered))
    const runner = project.start(project.assignment(bundle))
    expect(await runner.exit).toBe(64)
    expect(runner.said()).toContain('CODE_CORRUPT')
    expect(await project.claim('quick')).toBeUndefined()
  })

  test('says why it could not begin, to people and to its launcher', async () => {
    const bundle = project.bundle('quick')
    const [envelope] = bundle.envelopes
    const termination = join(await project.scratch(), 'termination')
    const unknown = { ...bundle, envelopes: [{ ...envelope!, code: 'f'.repeat(64) }] }
    const runner = project.start(project.assignment(unknown), { REGAUGE_REMOTE_TERMINATION: termination })
    expect(await runner.exit).toBe(64)
    expect(runner.said()).toContain('CODE_NOT_FOUND')
    expect(JSON.parse(await readFile(termination, 'utf8'))).toMatchObject({
      regauge: 1,
      class: 'config',
      code: 'CODE_NOT_FOUND',
    })
    const untold = project.start({ ...project.assignment(bundle), store: undefined as never })
    expect(await untold.exit).not.toBe(0)
  })
})
