import { discardedThrough, type Discard } from '../../records/discards.ts'
import { staticPath } from '../../records/keys.ts'
import { allSteps } from '../../spec/plan-nodes.ts'
import type { Plan } from '../../spec/plan.ts'
import type { StepHistory } from '../core/types.ts'
import type { Attempts } from './read-attempts.ts'

/** What earlier epochs have left, and what of it does not count. */
export interface Recovered {
  readonly plan: Plan
  readonly attempts: ReadonlyMap<string, Attempts>
  readonly discards: readonly Discard[]
  /** The newest epoch that has an end, 0 where none has. */
  readonly ended: number
}

/**
 * What the driver of the next epoch goes on from. A success stands unless it was discarded; everything else is tried
 * again after the highest number in use. A hook stands as long as what it told of does: a step's with the step's success,
 * the pipeline's until the epoch has ended or something of the run goes again.
 */
export function toHistory({ plan, attempts, discards, ended }: Recovered): ReadonlyMap<string, StepHistory> {
  const through = discardedThrough(discards)
  const hooks = new Map(hooksOf(plan))
  const succeeded = ({ path, latest }: Attempts) => latest?.status === 'succeeded' && latest.attempt > through(path)
  const complete = [...attempts.values()].every((each) => hooks.has(staticPath(each.path)) || succeeded(each))

  function stands(each: Attempts): boolean {
    if (!succeeded(each)) return false
    const names = hooks.get(staticPath(each.path))
    if (names === undefined) return true
    if (names === 0) return complete && each.latest!.epoch > ended
    const step = attempts.get(each.path.split('.').slice(0, names).join('.'))
    return step !== undefined && succeeded(step)
  }

  const history = new Map<string, StepHistory>()
  for (const each of attempts.values()) {
    history.set(each.path, {
      // What was discarded of all items of a map may be a higher number than this one of them has reached.
      attempts: Math.max(each.highest, through(each.path)),
      ...(stands(each) && { outcome: each.latest! }),
    })
  }
  return history
}

/** The static path of every hook, with the number of names that the path of its step has: none for the pipeline's. */
function* hooksOf(plan: Plan): Generator<readonly [path: string, names: number]> {
  for (const { path } of plan.hooks) yield [path, 0]
  for (const { path, hooks } of allSteps(plan.nodes)) {
    for (const hook of hooks) yield [hook.path, path.split('.').length]
  }
}
