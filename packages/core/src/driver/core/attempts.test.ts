import { describe, expect, test } from 'vitest'
import { items, map, plan, step } from './plan.fixture.ts'
import { stepCounts } from './queries.ts'
import { failureOf, rehearse } from './rehearsal.fixture.ts'

const SECOND = 1000

/** A step with a timeout of a minute and a grace of ten seconds. Its supervisor has half a minute more to end it. */
const timed = () => step('fit', { timeoutMs: 60 * SECOND, graceMs: 10 * SECOND, retry: { attempts: 2, delayMs: 0 } })

describe('an attempt that takes too long', () => {
  test('is asked to stop once its supervisor should have ended it', () => {
    const run = rehearse(plan([timed()]))
    run.wait(1000 * SECOND)
    run.start('fit@1')
    run.wait(100 * SECOND - 1)
    expect(run.stops()).toEqual([])
    run.wait(1)
    expect(run.commands('cancel-attempts')).toMatchObject([{ attempts: ['fit@1'], reason: 'timeout' }])
  })

  test('is given up when it does not stop, at the cost of its own budget', () => {
    const run = rehearse(plan([timed()]))
    run.start('fit@1')
    run.wait(120 * SECOND)
    expect(run.commands('fence')).toMatchObject([
      { path: 'fit', failure: { class: 'timeout', code: 'STEP_TIMED_OUT' } },
    ])
    expect(run.launches()).toEqual(['fit@1', 'fit@2'])
    run.start('fit@2')
    run.wait(120 * SECOND)
    expect(run.end()).toMatchObject({ status: 'failed', failed: [{ attempt: 2, failure: { class: 'timeout' } }] })
  })

  test('is not waited for any longer when its place goes away', () => {
    const run = rehearse(plan([timed()]))
    run.start('fit@1')
    run.wait(100 * SECOND)
    run.lose('fit@1', failureOf('infrastructure'))
    expect(run.fences()).toEqual(['fit@1 STEP_TIMED_OUT'])
  })

  test('has as long as it likes where it has no timeout, or has not started', () => {
    const run = rehearse(plan([step('free'), timed()]))
    run.start('free@1')
    run.wait(10_000 * SECOND)
    expect(run.stops()).toEqual([])
  })

  test('is timed from its first start, however often that is told', () => {
    const run = rehearse(plan([timed()]))
    run.start('fit@1')
    run.wait(50 * SECOND)
    run.start('fit@1')
    expect(stepCounts(run.state).running).toBe(1)
    run.wait(50 * SECOND)
    expect(run.stops()).toEqual(['fit@1'])
  })
})

describe('an attempt that is given up', () => {
  test('is followed by the next one only when its outcome stands', () => {
    const run = rehearse(plan([step('fit', { retry: { delayMs: 0 } })]), { silentStore: true })
    run.lose('fit@1')
    expect(run.fences()).toEqual(['fit@1 STEP_LOST'])
    run.lose('fit@1')
    expect(run.fences()).toEqual([])
    expect(run.launches()).toEqual(['fit@1'])
    run.fail('fit@1', failureOf('lost'))
    expect(run.launches()).toEqual(['fit@2'])
  })

  test('has succeeded where its worker was first', () => {
    const run = rehearse(plan([step('fit')]), { silentStore: true })
    run.lose('fit@1')
    run.succeed('fit@1')
    expect(run.end()?.status).toBe('succeeded')
  })
})

describe('an attempt that was asked to stop', () => {
  test('is given up once, whether it does not answer or its place goes away', () => {
    const run = rehearse(plan([step('fit')]), { silentStore: true })
    run.cancel()
    run.wait(20 * SECOND)
    run.lose('fit@1')
    expect(run.commands('fence')).toHaveLength(1)
  })
})

describe('events that say nothing new', () => {
  const retried = () => rehearse(plan([step('fit', { retry: { attempts: 3 } }), step('other')]))

  test.each<[string, (run: ReturnType<typeof retried>) => void]>([
    ['an outcome told twice', (run) => run.fail('fit@1')],
    ['a success of an attempt that has failed', (run) => run.succeed('fit@1')],
    ['an outcome of an attempt that was never made', (run) => run.succeed('fit@7')],
    ['an outcome of a step that is not there', (run) => run.succeed('nothing@1')],
    ['a start of an attempt that has ended', (run) => run.start('fit@1')],
    ['the end of a place that has been left', (run) => run.lose('fit@1')],
    ['a refusal that comes late', (run) => run.refuse('fit@1', failureOf('config'))],
    ['a timer that was cleared', (run) => run.feed({ kind: 'timer', id: 'fit@1/overdue' })],
    ['an answer to no question', (run) => run.feed({ kind: 'resolved', id: 'sweep#0', value: [1] })],
    ['a list that nobody collects', (run) => run.feed({ kind: 'collected', path: 'sweep', outputs: {} })],
    ['a second start of the run', (run) => run.feed({ kind: 'start' })],
  ])('%s changes nothing', (_, repeat) => {
    const run = retried()
    run.start('fit@1')
    run.fail('fit@1')
    const before = stepCounts(run.state)
    const commands = run.commands('launch').length + run.commands('set-timer').length
    repeat(run)
    expect(stepCounts(run.state)).toEqual(before)
    expect(run.commands('launch').length + run.commands('set-timer').length).toBe(commands)
    expect(run.end()).toBeUndefined()
  })

  test('do not end an attempt when they speak of the one before', () => {
    const run = rehearse(plan([step('fit', { retry: { attempts: 2, delayMs: 0 } })]))
    run.fail('fit@1')
    run.succeed('fit@1')
    run.start('fit@1')
    expect(stepCounts(run.state)).toMatchObject({ waiting: 1, running: 0, succeeded: 0 })
    run.fail('fit@2')
    expect(run.end()?.status).toBe('failed')
  })

  test('come to nothing when the run has ended', () => {
    const run = rehearse(plan([step('fit')]))
    run.succeed('fit@1')
    run.cancel()
    run.lose('fit@1')
    expect(run.commands('end')).toHaveLength(1)
    expect(run.end()?.status).toBe('succeeded')
  })
})

describe('an outcome that comes before it is expected', () => {
  test('counts for an attempt that has not been told to have started', () => {
    const run = rehearse(plan([step('fit')]))
    run.succeed('fit@1')
    expect(run.end()?.status).toBe('succeeded')
  })

  test('counts for an attempt that has gone back and waits to be started again', () => {
    const small = map('sweep', [step('sweep.fit')], { bundle: 2 })
    const big = step('big', { needs: ['first'], resources: { cpu: 2 } })
    const run = rehearse(plan([step('first'), small, big]), { capacity: { orchestrator: { cpu: 2 } } })
    expect(run.launches()).toEqual(['first@1', 'sweep[0].fit@1+sweep[1].fit@1'])
    run.succeed('first@1')
    run.start('sweep[0].fit@1')
    run.lose('sweep[0].fit@1', failureOf('infrastructure'))
    expect(run.launches()).toEqual(['big@1'])
    run.succeed('sweep[1].fit@1')
    expect(stepCounts(run.state)).toMatchObject({ succeeded: 2 })
    run.succeed('big@1')
    expect(run.launches()).toEqual(['sweep[2].fit@1'])
  })

  test('is charged like any other, and the pause after it is kept', () => {
    const small = map('sweep', [step('sweep.fit')], { over: items(2), bundle: 2 })
    const big = step('big', { needs: ['first'], resources: { cpu: 2 } })
    const run = rehearse(plan([step('first'), small, big]), { capacity: { orchestrator: { cpu: 2 } } })
    run.succeed('first@1')
    run.succeed('sweep[0].fit@1')
    run.lose('sweep[0].fit@1')
    run.fail('sweep[1].fit@1', failureOf('lost'))
    run.succeed('big@1')
    expect(run.launches()).toEqual(['first@1', 'sweep[0].fit@1+sweep[1].fit@1', 'big@1'])
    // Another driver has made the second attempt already, and that failed too.
    run.fail('sweep[1].fit@2', failureOf('lost'))
    run.wait(1999)
    expect(run.launches()).toEqual([])
    run.wait(10 * SECOND)
    expect(run.launches()).toEqual(['sweep[1].fit@3'])
  })
})
