import { describe, expect, test } from 'vitest'
import { FAILURE_CLASSES } from '../../errors/failure.ts'
import { failureOf, inline, outcomeOf, rehearse } from './rehearsal.fixture.ts'
import { plan, step } from './plan.fixture.ts'
import { memoryAfter, pauseAfter } from './retry.ts'

/** Lets the only step fail with each of the failures in turn, and tells how often it was started. */
function startsOf(
  retry: { attempts: number; infrastructure: number },
  failures: readonly ReturnType<typeof failureOf>[],
) {
  const run = rehearse(plan([step('fit', { retry: { ...retry, delayMs: 0 } })]))
  for (const [index, failure] of failures.entries()) if (!run.end()) run.fail(`fit@${index + 1}`, failure)
  return run.commands('launch').length
}

describe('the class of a failure', () => {
  test.each([
    ['user', 3],
    ['oom', 3],
    ['timeout', 3],
    ['infrastructure', 4],
    ['lost', 4],
    ['config', 1],
    ['cancelled', 1],
  ] as const)('%s gives a step with 3 attempts and 3 extra ones %i starts', (kind, starts) => {
    expect(startsOf({ attempts: 3, infrastructure: 3 }, Array(9).fill(failureOf(kind)))).toBe(starts)
  })

  test('is charged to a budget of its own, so that both together bound the starts', () => {
    const [user, lost] = [failureOf('user'), failureOf('lost')]
    expect(startsOf({ attempts: 3, infrastructure: 2 }, [user, lost, user, lost, user, lost])).toBe(5)
    expect(startsOf({ attempts: 3, infrastructure: 2 }, [lost, lost, user, user, user])).toBe(5)
    expect(startsOf({ attempts: 1, infrastructure: 0 }, [lost])).toBe(1)
  })

  test.each(FAILURE_CLASSES)('%s is never tried again where the failure is terminal', (kind) => {
    const terminal = failureOf(kind, { terminal: true })
    expect(startsOf({ attempts: 9, infrastructure: 9 }, [terminal])).toBe(1)
  })

  test('is named with the last attempt when the step has failed for good', () => {
    const run = rehearse(plan([step('fit', { retry: { attempts: 2, delayMs: 0 } })]))
    run.fail('fit@1', failureOf('user', { message: 'first' }))
    run.fail('fit@2', failureOf('oom', { message: 'second' }))
    expect(run.end()).toMatchObject({
      status: 'failed',
      failed: [{ path: 'fit', attempt: 2, failure: { class: 'oom', message: 'second' } }],
    })
  })

  test('is lost where an outcome does not tell', () => {
    const run = rehearse(plan([step('fit', { retry: { infrastructure: 0 } })]))
    const outcome = { ...outcomeOf('fit@1'), status: 'failed' } as const
    run.feed({ kind: 'outcome', path: 'fit', attempt: 1, outcome })
    expect(run.end()?.failed[0]?.failure).toMatchObject({ class: 'lost', code: 'STEP_LOST' })
  })
})

describe('the pause before the next attempt', () => {
  const { retry } = step('fit', { retry: { delayMs: 1000, backoff: 3, maxDelayMs: 10_000 } })
  const pause = (failed: number, { draw = 0, jitter = 0, retryAfterMs = 0 } = {}) =>
    pauseAfter(
      failureOf('user', { retryAfterMs }),
      { ...retry, jitter },
      { charges: { user: failed, infrastructure: 0 }, draw },
    )

  test.each([
    [1, 1000],
    [2, 3000],
    [3, 9000],
    [4, 10_000],
    [5000, 10_000],
  ])('after failure %i is %i ms: it grows by the backoff up to the maximum', (failed, ms) => {
    expect(pause(failed)).toBe(ms)
  })

  test.each([
    [0, 1000],
    [0.5, 800],
    [1, 600],
  ])('with a draw of %f of a jitter of 0.4 is %i ms', (draw, ms) => {
    expect(pause(1, { draw, jitter: 0.4 })).toBe(ms)
  })

  test('is at least what the failure asks for, beyond the maximum too', () => {
    expect(pause(1, { retryAfterMs: 500 })).toBe(1000)
    expect(pause(1, { retryAfterMs: 60_000 })).toBe(60_000)
  })

  test('counts failures of both budgets', () => {
    expect(pauseAfter(failureOf('lost'), retry, { charges: { user: 1, infrastructure: 1 }, draw: 0 })).toBe(3000)
  })

  test('is kept by the driver, and differs from seed to seed', () => {
    const at = (seed: number) => {
      const run = rehearse(plan([step('fit', { retry: { attempts: 2, delayMs: 1000, jitter: 0.5 } })]), { seed })
      run.fail('fit@1')
      return run.commands('set-timer')[0]!.at
    }
    expect(at(1)).toBe(at(1))
    expect(new Set([at(1), at(2), at(3)]).size).toBe(3)
    for (const seed of [1, 2, 3]) expect(at(seed)).toSatisfy((ms: number) => ms >= 500 && ms <= 1000)
  })

  test('is waited for before the next launch', () => {
    const run = rehearse(plan([step('fit', { retry: { attempts: 2, delayMs: 1000 } })]))
    run.fail('fit@1')
    run.wait(999)
    expect(run.launches()).toEqual(['fit@1'])
    run.wait(1)
    expect(run.launches()).toEqual(['fit@2'])
  })

  test('is skipped where it is none', () => {
    const run = rehearse(plan([step('fit', { retry: { attempts: 2, delayMs: 0 } })]))
    run.fail('fit@1')
    expect(run.launches()).toEqual(['fit@1', 'fit@2'])
    expect(run.commands('set-timer')).toEqual([])
  })

  test('begins anew where its timer rings too early', () => {
    const run = rehearse(plan([step('fit', { retry: { attempts: 2 } })]))
    run.fail('fit@1')
    run.feed({ kind: 'timer', id: run.commands('set-timer')[0]!.id })
    expect(run.commands('set-timer')).toHaveLength(2)
    expect(run.commands('launch')).toHaveLength(1)
  })
})

describe('memory after running out of it', () => {
  const onOom = { memory: 2, maxBytes: 300 }
  const { retry } = step('fit', { retry: { onOom } })

  test.each([
    ['oom', 100, 200],
    ['oom', 200, 300],
    ['oom', 400, 400],
    ['oom', undefined, undefined],
    ['user', 100, undefined],
  ] as const)('an attempt that ended with %s and had %s gets %s', (kind, memory, more) => {
    expect(memoryAfter(failureOf(kind), retry, memory)).toBe(more)
  })

  test('stays as it is where the plan says nothing of it', () => {
    expect(memoryAfter(failureOf('oom'), step('fit').retry, 100)).toBeUndefined()
  })

  test('is what the next attempt is launched with', () => {
    const run = rehearse(plan([step('fit', { resources: { memory: 100 }, retry: { attempts: 3, delayMs: 0, onOom } })]))
    run.fail('fit@1', failureOf('oom'))
    run.fail('fit@2', failureOf('oom'))
    expect(run.commands('launch').map(({ attempts }) => attempts[0]!.resources.memory)).toEqual([100, 200, 300])
    run.put('fit@3', inline(1))
    expect(run.end()?.status).toBe('succeeded')
  })
})
