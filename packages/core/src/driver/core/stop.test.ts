import { describe, expect, test } from 'vitest'
import type { FailMode } from '../../spec/policy.ts'
import { hook, items, map, plan, step } from './plan.fixture.ts'
import { nodeStatuses, stepCounts } from './queries.ts'
import { failureOf, rehearse } from './rehearsal.fixture.ts'

const cancelled = failureOf('cancelled')

/** One step that fails, one that runs, one that pauses before its second attempt, one that waits, one that comes later. */
function busy(failMode: FailMode, changes: { deadlineMs?: number } = {}) {
  const nodes = [
    step('fails'),
    step('runs'),
    step('pauses', { retry: { attempts: 2, delayMs: 60_000 } }),
    step('waits', { resources: { cpu: 3 } }),
    step('later', { needs: ['runs'] }),
  ]
  const run = rehearse(plan(nodes, { failMode, ...changes }), { capacity: { orchestrator: { cpu: 3 } } })
  run.fail('pauses@1')
  run.start('runs@1')
  expect(run.launches()).toEqual(['fails@1', 'runs@1', 'pauses@1'])
  return run
}

describe('when a step has failed for good', () => {
  test('fail-fast asks what runs to stop and starts nothing more', () => {
    const run = busy('fail-fast')
    run.fail('fails@1')
    expect(run.stops()).toEqual(['runs@1'])
    expect(run.end()).toBeUndefined()
    run.fail('runs@1', cancelled)
    expect(run.launches()).toEqual([])
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'fails' }] })
    expect(run.end()).not.toHaveProperty('failure')
    // The pausing one had begun, the waiting one had not; what comes later was never reached.
    expect(stepCounts(run.state)).toMatchObject({ total: 4, failed: 1, cancelled: 2, skipped: 1 })
  })

  test('finish-running lets what runs end and starts nothing more', () => {
    const run = busy('finish-running')
    run.fail('fails@1')
    expect(run.stops()).toEqual([])
    run.succeed('runs@1')
    expect(run.launches()).toEqual([])
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'fails' }] })
    expect(stepCounts(run.state)).toMatchObject({ succeeded: 1, failed: 1, cancelled: 1, skipped: 1 })
  })

  test('finish-running does not try again what fails while it waits', () => {
    const nodes = [step('fails'), step('runs', { retry: { attempts: 3, delayMs: 0 } })]
    const run = rehearse(plan(nodes, { failMode: 'finish-running' }))
    run.fail('fails@1')
    run.fail('runs@1')
    expect(run.launches()).toEqual(['fails@1', 'runs@1'])
    expect(run.end()?.failed).toMatchObject([{ path: 'fails' }, { path: 'runs' }])
  })

  test('continue goes on with everything that does not depend on it', () => {
    const run = busy('continue')
    run.fail('fails@1')
    expect(run.stops()).toEqual([])
    run.succeed('runs@1')
    expect(run.launches()).toEqual(['waits@1'])
    run.succeed('waits@1')
    expect(run.launches()).toEqual(['later@1'])
    run.wait(60_000)
    run.succeed('later@1', 'pauses@2')
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'fails' }] })
  })

  test('a success that comes after the request to stop still counts', () => {
    const run = busy('fail-fast')
    run.fail('fails@1')
    run.succeed('runs@1')
    expect(stepCounts(run.state)).toMatchObject({ succeeded: 1, failed: 1 })
  })

  test('fail-fast does not begin what became ready at the same moment', () => {
    const nodes = [map('sweep', [step('sweep.fit')], { over: { from: 'value', value: 'no list' } }), step('a')]
    const run = rehearse(plan(nodes, { failMode: 'fail-fast' }))
    expect(run.launches()).toEqual([])
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ path: 'sweep' }] })
    expect(stepCounts(run.state).total).toBe(0)
  })

  test('fail-fast lets hooks that run end', () => {
    const nodes = [step('a', { hooks: [hook('a.onEnd', 'onEnd')] }), step('fails')]
    const run = rehearse(plan(nodes, { failMode: 'fail-fast' }))
    run.succeed('a@1')
    run.fail('fails@1')
    expect(run.stops()).toEqual([])
    run.succeed('a.onEnd@1')
    expect(run.end()?.status).toBe('failed')
  })

  test('fail-fast makes every map around it fail, and ends the others as cancelled', () => {
    const nodes = [
      map('outer', [map('outer.inner', [step('outer.inner.fit')], { over: items(1) })], { over: items(1) }),
      map('other', [step('other.fit')], { over: items(1) }),
    ]
    const run = rehearse(plan(nodes, { failMode: 'fail-fast' }))
    run.fail('outer[0].inner[0].fit@1')
    run.fail('other[0].fit@1', cancelled)
    expect(nodeStatuses(run.state)).toMatchObject({
      outer: { status: 'failed' },
      'outer.inner': { status: 'failed' },
      other: { status: 'cancelled' },
    })
  })

  test('fail-fast opens no further items', () => {
    const nodes = [map('sweep', [step('sweep.fit')])]
    const run = rehearse(plan(nodes, { failMode: 'fail-fast' }), { capacity: { orchestrator: { cpu: 1 } } })
    run.fail('sweep[0].fit@1')
    expect(run.launches()).toEqual(['sweep[0].fit@1'])
    expect(run.end()?.status).toBe('failed')
  })

  test('unstarted attempts of a bundle that is lost while the run stops are called off', () => {
    const nodes = [step('fails'), map('sweep', [step('sweep.fit')], { bundle: 3 })]
    const run = rehearse(plan(nodes, { failMode: 'finish-running' }))
    run.start('sweep[0].fit@1')
    run.fail('fails@1')
    run.lose('sweep[0].fit@1')
    expect(run.fences()).toEqual([
      'sweep[0].fit@1 STEP_LOST',
      'sweep[1].fit@1 STEP_CANCELLED',
      'sweep[2].fit@1 STEP_CANCELLED',
    ])
    expect(stepCounts(run.state)).toMatchObject({ failed: 2, cancelled: 2 })
    expect(run.end()?.status).toBe('failed')
  })
})

describe('a cancel', () => {
  test('asks every attempt to stop and ends when each has', () => {
    const run = busy('continue')
    run.cancel()
    expect(run.stops()).toEqual(['fails@1', 'runs@1'])
    run.fail('fails@1', cancelled)
    expect(run.end()).toBeUndefined()
    run.fail('runs@1', cancelled)
    expect(run.launches()).toEqual([])
    expect(run.end()).toMatchObject({ status: 'cancelled', failure: { code: 'RUN_CANCELLED' }, failed: [] })
    expect(stepCounts(run.state)).toMatchObject({ cancelled: 3, skipped: 1, failed: 0 })
  })

  test('gives up what does not answer, and names it', () => {
    const run = rehearse(plan([step('deaf', { graceMs: 10_000 })]))
    run.cancel()
    run.wait(19_999)
    expect(run.fences()).toEqual([])
    run.wait(1)
    expect(run.fences()).toEqual(['deaf@1 STEP_UNREACHED'])
    expect(run.end()).toMatchObject({
      status: 'cancelled',
      failed: [{ path: 'deaf', attempt: 1, failure: { class: 'cancelled', code: 'STEP_UNREACHED' } }],
    })
  })

  test('is what an attempt whose place goes away has ended of', () => {
    const run = rehearse(plan([step('fit')]))
    run.start('fit@1')
    run.cancel()
    run.lose('fit@1', failureOf('infrastructure'))
    expect(run.fences()).toEqual(['fit@1 RUN_CANCELLED'])
    expect(run.end()).toMatchObject({ status: 'cancelled', failed: [] })
  })

  test('outranks a timeout that was asked for before', () => {
    const run = rehearse(plan([step('fit', { timeoutMs: 1000, graceMs: 0, retry: { attempts: 3 } })]))
    run.start('fit@1')
    run.wait(31_000)
    run.cancel()
    expect(run.commands('cancel-attempts').map(({ reason }) => reason)).toEqual(['timeout', 'cancelled'])
    run.fail('fit@1', failureOf('timeout'))
    expect(run.end()?.status).toBe('cancelled')
  })

  test('changes nothing when it comes again', () => {
    const run = busy('continue')
    run.cancel()
    run.cancel()
    expect(run.commands('cancel-attempts')).toHaveLength(1)
  })

  test('that comes again does not call off the hooks that hear of the first one', () => {
    const run = rehearse(plan([step('a')], { hooks: [hook('onFailure', 'onFailure')] }))
    run.cancel()
    run.fail('a@1', cancelled)
    run.cancel()
    expect(run.stops()).toEqual(['a@1'])
    run.succeed('onFailure@1')
    expect(run.end()?.status).toBe('cancelled')
  })

  test('before the run has started ends it at once', () => {
    const run = rehearse(plan([]))
    expect(run.end()?.status).toBe('succeeded')
    const early = rehearse(plan([step('fit')]), { begin: 'cancel' })
    expect(early.end()?.status).toBe('cancelled')
    expect(early.launches()).toEqual([])
  })

  test('while a failed run waits for what runs reaches that too, and the run has failed all the same', () => {
    const run = busy('finish-running')
    run.fail('fails@1')
    run.cancel()
    expect(run.stops()).toEqual(['runs@1'])
    run.fail('runs@1', cancelled)
    expect(run.end()?.status).toBe('failed')
  })

  test('does not ask again what was asked to stop before', () => {
    const run = busy('fail-fast')
    run.fail('fails@1')
    run.cancel()
    expect(run.commands('cancel-attempts')).toHaveLength(1)
  })

  test('reaches the hooks of steps that run', () => {
    const run = rehearse(plan([step('fit', { hooks: [hook('fit.onEnd', 'onEnd')] }), step('other')]))
    run.succeed('fit@1')
    run.cancel()
    expect(run.stops()).toEqual(['other@1', 'fit.onEnd@1'])
  })

  test('while the hooks of the pipeline run calls them off, and leaves the status as it was', () => {
    const hooks = [hook('onEnd', 'onEnd'), hook('onSuccess', 'onSuccess', { resources: { cpu: 2 } })]
    const run = rehearse(plan([], { hooks }), { capacity: { orchestrator: { cpu: 2 } } })
    expect(run.launches()).toEqual(['onEnd@1'])
    run.cancel()
    expect(run.stops()).toEqual(['onEnd@1'])
    run.fail('onEnd@1', cancelled)
    expect(run.launches()).toEqual([])
    expect(run.end()).toMatchObject({ status: 'succeeded', failed: [] })
  })
})

describe('the deadline of a run', () => {
  test('stops everything and is why the run has failed', () => {
    const run = busy('continue', { deadlineMs: 5000 })
    run.wait(4999)
    expect(run.stops()).toEqual([])
    run.wait(1)
    expect(run.stops()).toEqual(['fails@1', 'runs@1'])
    run.fail('fails@1', cancelled)
    run.fail('runs@1', cancelled)
    expect(run.end()).toMatchObject({ status: 'failed', failure: { class: 'timeout', code: 'RUN_DEADLINE' } })
  })

  test('ends the wait of a run that lets its attempts end', () => {
    const run = busy('finish-running', { deadlineMs: 5000 })
    run.fail('fails@1')
    run.wait(5000)
    expect(run.stops()).toEqual(['runs@1'])
    run.fail('runs@1', cancelled)
    expect(run.end()).toMatchObject({ status: 'failed', failure: { code: 'RUN_DEADLINE' } })
  })

  test('does not hurry the hooks of the pipeline, nor a run that has ended', () => {
    const run = rehearse(plan([step('fit')], { deadlineMs: 5000, hooks: [hook('onEnd', 'onEnd')] }))
    run.succeed('fit@1')
    run.wait(10_000)
    expect(run.stops()).toEqual([])
    run.succeed('onEnd@1')
    expect(run.end()).toMatchObject({ status: 'succeeded' })
    expect(run.end()).not.toHaveProperty('failure')
  })
})
