import { describe, expect, test } from 'vitest'
import { hook, items, map, plan, reading, step } from './plan.fixture.ts'
import { liveAttempts, stepCounts } from './queries.ts'
import { failureOf, outcomeOf, rehearse } from './rehearsal.fixture.ts'
import type { AdoptedBundle, StepHistory } from './types.ts'

const history = (steps: { readonly [path: string]: StepHistory }) => new Map(Object.entries(steps))

/** A bundle of the orchestrator that an earlier epoch has launched. */
function alive(...attempts: readonly [path: string, attempt: number, started: boolean][]): AdoptedBundle {
  const [path, attempt] = attempts[0]!
  const adopted = attempts.map(([path, attempt, started]) => ({ path, attempt, started }))
  return { id: `${path}@${attempt}`, launcher: 'orchestrator', attempts: adopted }
}

describe('a step run of an earlier epoch', () => {
  test('that has succeeded is done, and what reads it goes on with its outputs', () => {
    const run = rehearse(plan([step('a'), step('b', reading('a'))]), {
      history: history({ a: { attempts: 2, outcome: outcomeOf('a@2') } }),
    })
    expect(run.launches()).toEqual(['b@1'])
    expect(run.commands('launch')[0]!.attempts[0]!.inputs).toMatchObject({ in0: { artifact: { value: 'a@2' } } })
    expect(stepCounts(run.state)).toMatchObject({ succeeded: 1, waiting: 1 })
  })

  test('that has failed begins anew: numbers go on, budgets do not', () => {
    const run = rehearse(plan([step('a', { retry: { attempts: 2, delayMs: 0 } })]), {
      history: history({ a: { attempts: 2 } }),
    })
    run.fail('a@3')
    run.fail('a@4')
    expect(run.launches()).toEqual(['a@3', 'a@4'])
    expect(run.end()?.failed).toMatchObject([{ path: 'a', attempt: 4 }])
  })

  test('may be all there is: the run ends at once', () => {
    const done = (id: string) => ({ attempts: 1, outcome: outcomeOf(id) })
    const nodes = [map('sweep', [step('sweep.fit')], { over: items(2) })]
    const run = rehearse(plan(nodes), {
      history: history({ 'sweep[0].fit': done('sweep[0].fit@1'), 'sweep[1].fit': done('sweep[1].fit@1') }),
    })
    expect(run.commands('launch')).toEqual([])
    expect(run.end()?.status).toBe('succeeded')
  })
})

describe('an attempt that has outlived its driver', () => {
  test('is taken over instead of being launched', () => {
    const run = rehearse(plan([step('a'), step('b')]), {
      history: history({ a: { attempts: 1 } }),
      adopted: [alive(['a', 1, true])],
    })
    expect(run.launches()).toEqual(['b@1'])
    expect(liveAttempts(run.state, 9)).toMatchObject([{ path: 'b' }, { path: 'a', attempt: 1, state: 'running' }])
    run.succeed('a@1', 'b@1')
    expect(run.end()?.status).toBe('succeeded')
  })

  test('holds its slots', () => {
    const run = rehearse(plan([step('a'), step('b')]), {
      history: history({ a: { attempts: 1 } }),
      adopted: [alive(['a', 1, true])],
      capacity: { orchestrator: { cpu: 1 } },
    })
    expect(run.launches()).toEqual([])
    run.succeed('a@1')
    expect(run.launches()).toEqual(['b@1'])
  })

  test('is timed from when it is taken over', () => {
    const run = rehearse(plan([step('a', { timeoutMs: 1000, graceMs: 0 })]), {
      history: history({ a: { attempts: 1 } }),
      adopted: [alive(['a', 1, true])],
    })
    run.wait(31_000)
    expect(run.stops()).toEqual(['a@1'])
  })

  test('is tried again where it fails, under the next number', () => {
    const run = rehearse(plan([step('a', { retry: { attempts: 2, delayMs: 0 } })]), {
      history: history({ a: { attempts: 3 } }),
      adopted: [alive(['a', 3, true])],
    })
    run.fail('a@3')
    expect(run.launches()).toEqual(['a@4'])
  })

  test('is tried again where it was cancelled: that was meant for the epoch before', () => {
    const run = rehearse(plan([step('a', { retry: { delayMs: 0 } })]), {
      history: history({ a: { attempts: 1 } }),
      adopted: [alive(['a', 1, true])],
    })
    run.fail('a@1', failureOf('cancelled'))
    expect(run.launches()).toEqual(['a@2'])
  })

  test('that failed and pauses is cancelled by a cancel, not skipped', () => {
    const run = rehearse(plan([step('a', { retry: { attempts: 2 } })]), {
      history: history({ a: { attempts: 1 } }),
      adopted: [alive(['a', 1, true])],
    })
    run.fail('a@1')
    run.cancel()
    expect(stepCounts(run.state)).toMatchObject({ cancelled: 1, skipped: 0 })
  })

  test('may end before its step is reached, which then has its outcome', () => {
    const nodes = [step('first'), step('a', { needs: ['first'] })]
    const run = rehearse(plan(nodes), { history: history({ a: { attempts: 1 } }), adopted: [alive(['a', 1, true])] })
    run.succeed('a@1')
    expect(run.launches()).toEqual(['first@1'])
    run.succeed('first@1')
    expect(run.launches()).toEqual([])
    expect(run.end()?.status).toBe('succeeded')
  })

  test('is called off at the end where this epoch has no use for it', () => {
    const nodes = [step('first'), step('a', reading('first'))]
    const run = rehearse(plan(nodes), { history: history({ a: { attempts: 1 } }), adopted: [alive(['a', 1, true])] })
    run.put('first@1', undefined)
    expect(run.stops()).toEqual(['a@1'])
    expect(run.end()).toBeUndefined()
    run.fail('a@1', failureOf('cancelled'))
    expect(run.end()).toMatchObject({ status: 'succeeded', failed: [] })
  })

  test('is reached by a cancel', () => {
    const nodes = [step('first'), step('a', { needs: ['first'] })]
    const run = rehearse(plan(nodes), { history: history({ a: { attempts: 1 } }), adopted: [alive(['a', 1, true])] })
    run.cancel()
    expect(run.stops()).toEqual(['a@1', 'first@1'])
  })

  test('of a step that the plan does not have any more is left alone', () => {
    const run = rehearse(plan([step('a')]), { adopted: [alive(['gone', 1, true])] })
    run.succeed('a@1')
    expect(run.end()?.status).toBe('succeeded')
  })
})

describe('a bundle that has outlived its driver', () => {
  const sweep = (concurrency?: number) => [
    map('sweep', [step('sweep.fit', { retry: { delayMs: 0 } })], {
      over: items(6),
      bundle: 2,
      ...(concurrency !== undefined && { concurrency }),
    }),
  ]
  const adopted = [alive(['sweep[1].fit', 1, true], ['sweep[2].fit', 1, false])]
  const left = history({ 'sweep[1].fit': { attempts: 1 }, 'sweep[2].fit': { attempts: 1 } })

  test('has its items opened first, so that they count for the concurrency', () => {
    const run = rehearse(plan(sweep(3)), { history: left, adopted })
    expect(run.launches()).toEqual(['sweep[0].fit@1'])
    run.succeed('sweep[1].fit@1')
    expect(run.launches()).toEqual(['sweep[3].fit@1'])
  })

  test('takes one place, which is free when its last attempt has ended', () => {
    const run = rehearse(plan(sweep()), { history: left, adopted, capacity: { orchestrator: { bundles: 1 } } })
    run.succeed('sweep[1].fit@1')
    expect(run.launches()).toEqual([])
    run.succeed('sweep[2].fit@1')
    expect(run.launches()).toEqual(['sweep[0].fit@1+sweep[3].fit@1'])
  })

  test('charges only what had started when it is lost', () => {
    const run = rehearse(plan(sweep()), { history: left, adopted, capacity: { orchestrator: { bundles: 1 } } })
    run.lose('sweep[1].fit@1')
    expect(run.fences()).toEqual(['sweep[1].fit@1 STEP_LOST'])
    expect(run.launches()[0]).toBe('sweep[2].fit@1+sweep[0].fit@1')
  })

  test('of a hook does not open its item, which may have ended', () => {
    const fit = step('sweep.fit', { hooks: [hook('sweep.fit.onEnd', 'onEnd')] })
    const run = rehearse(plan([map('sweep', [fit], { concurrency: 1 })]), {
      history: history({ 'sweep[2].fit.onEnd': { attempts: 1 } }),
      adopted: [alive(['sweep[2].fit.onEnd', 1, true])],
    })
    expect(run.launches()).toEqual(['sweep[0].fit@1'])
    run.succeed('sweep[0].fit@1', 'sweep[0].fit.onEnd@1', 'sweep[1].fit@1', 'sweep[1].fit.onEnd@1')
    run.succeed('sweep[2].fit@1', 'sweep[2].fit.onEnd@1')
    expect(run.launches()).not.toContain('sweep[2].fit.onEnd@2')
    expect(run.end()?.status).toBe('succeeded')
  })
})
