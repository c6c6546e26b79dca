import { describe, expect, test } from 'vitest'
import { hook, items, map, plan, step, when } from './plan.fixture.ts'
import { liveAttempts, nodeStatuses, stepCounts } from './queries.ts'
import { rehearse } from './rehearsal.fixture.ts'

const yes = { op: 'isSet', source: { from: 'value', value: 1 } } as const

describe('the counts of a run', () => {
  test('follow each step from waiting to its end, and leave hooks out', () => {
    const nodes = [step('a', { hooks: [hook('a.onEnd', 'onEnd')] }), step('b', { needs: ['a'] })]
    const run = rehearse(plan(nodes))
    expect(stepCounts(run.state)).toMatchObject({ total: 1, waiting: 1, running: 0 })
    run.start('a@1')
    expect(stepCounts(run.state)).toMatchObject({ total: 1, waiting: 0, running: 1 })
    run.succeed('a@1')
    run.start('a.onEnd@1')
    expect(stepCounts(run.state)).toMatchObject({ total: 2, succeeded: 1, waiting: 1, running: 0 })
  })

  test('count a step that pauses between two attempts as waiting', () => {
    const run = rehearse(plan([step('a', { retry: { attempts: 2 } })]))
    run.start('a@1')
    run.fail('a@1')
    expect(stepCounts(run.state)).toMatchObject({ waiting: 1, running: 0, failed: 0 })
  })
})

describe('the status of a node', () => {
  test('is one for all items of a map', () => {
    const body = [step('sweep.a'), step('sweep.b', { needs: ['sweep.a'] })]
    const run = rehearse(plan([map('sweep', body), step('after', { needs: ['sweep'] })]))
    const statuses = () => Object.entries(nodeStatuses(run.state)).map(([path, { status }]) => `${path} ${status}`)
    expect(statuses()).toEqual(['sweep running', 'sweep.a waiting', 'sweep.b waiting', 'after waiting'])
    run.start('sweep[0].a@1')
    run.succeed('sweep[0].a@1', 'sweep[1].a@1', 'sweep[2].a@1')
    expect(statuses()).toEqual(['sweep running', 'sweep.a running', 'sweep.b waiting', 'after waiting'])
    run.succeed('sweep[0].b@1', 'sweep[2].b@1')
    expect(nodeStatuses(run.state)['sweep']).toMatchObject({ total: 3, succeeded: 2, running: 1, failed: 0 })
    run.fail('sweep[1].b@1')
    expect(statuses()).toEqual(['sweep failed', 'sweep.a succeeded', 'sweep.b failed', 'after skipped'])
  })

  test('is skipped in an arm that does not run', () => {
    const run = rehearse(plan([when('w', yes, { then: [step('w.then.a')], otherwise: [step('w.else.b')] })]))
    run.start('w.then.a@1')
    expect(nodeStatuses(run.state)).toMatchObject({
      w: { kind: 'when', status: 'running' },
      'w.then.a': { kind: 'step', status: 'running', running: 1 },
    })
    run.succeed('w.then.a@1')
    expect(nodeStatuses(run.state)).toMatchObject({ w: { status: 'succeeded' }, 'w.else.b': { status: 'skipped' } })
  })

  test('is cancelled where a cancel has ended it, and skipped where it was never reached', () => {
    const run = rehearse(plan([map('sweep', [step('sweep.a')]), step('after', { needs: ['sweep'] })]))
    run.cancel()
    run.wait(60_000)
    expect(run.end()?.status).toBe('cancelled')
    expect(nodeStatuses(run.state)).toMatchObject({
      sweep: { status: 'cancelled' },
      'sweep.a': { status: 'cancelled' },
      after: { status: 'skipped' },
    })
  })

  test('tells when it began and ended', () => {
    const run = rehearse(plan([step('a')]))
    run.wait(100)
    run.start('a@1')
    run.wait(50)
    expect(nodeStatuses(run.state)['a']).toMatchObject({ startedMs: 100 })
    expect(nodeStatuses(run.state)['a']).not.toHaveProperty('endedMs')
    run.succeed('a@1')
    expect(nodeStatuses(run.state)['a']).toMatchObject({ startedMs: 100, endedMs: 150 })
  })
})

describe('the live attempts', () => {
  test('are the newest ones first, up to a limit', () => {
    const run = rehearse(plan([map('sweep', [step('sweep.fit')], { over: items(5) })]))
    run.succeed('sweep[4].fit@1')
    expect(liveAttempts(run.state, 2).map(({ path }) => path)).toEqual(['sweep[3].fit', 'sweep[2].fit'])
    expect(liveAttempts(run.state, 9)).toHaveLength(4)
  })

  test('say what they wait for until they run, and then how far they are', () => {
    const run = rehearse(plan([step('a')]))
    run.feed({ kind: 'pending', bundle: 'a@1', reason: 'no node has a free device' })
    expect(liveAttempts(run.state, 1)).toEqual([
      { path: 'a', attempt: 1, state: 'pending', pending: 'no node has a free device' },
    ])
    run.start('a@1')
    run.feed({ kind: 'progress', path: 'a', attempt: 1, progress: 0.5, message: 'epoch 1' })
    run.feed({ kind: 'progress', path: 'a', attempt: 1, progress: 0.7 })
    expect(liveAttempts(run.state, 1)).toEqual([
      { path: 'a', attempt: 1, state: 'running', startedMs: 0, progress: 0.7, message: 'epoch 1' },
    ])
  })
})
