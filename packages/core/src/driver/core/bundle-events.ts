import { budgetOf } from '../../errors/failure.ts'
import type { Failure } from '../../errors/failure.ts'
import { closeAttempt, closePlace, fence } from './attempts.ts'
import { failures } from './failures.ts'
import { enqueue } from './ready-queue.ts'
import type { AttemptRun, BundleRun, DriverState } from './state.ts'

/**
 * The bundle's place is gone. Attempts that had started are charged with its failure, the others go back free under
 * their number. Where not even the first one had started, the place itself is at fault, and the first one is charged
 * with that, so that each launch uses up something; a failure that no retry mends is charged to all.
 */
export function endBundle(state: DriverState, bundle: BundleRun, failure: Failure = failures.lost): void {
  const barren = bundle.startedThrough < 0
  const charged = !barren ? bundle.startedThrough : budgetOf(failure) === 'none' ? Infinity : 0
  closePlace(state, bundle)
  for (const attempt of liveAttemptsOf(state, bundle)) {
    if (attempt.position <= charged) fence(state, attempt, failure)
    else giveBackFree(state, attempt)
  }
}

/** The launcher has refused the bundle, so that all of its attempts fail. */
export function refuseBundle(state: DriverState, bundle: BundleRun, failure: Failure): void {
  closePlace(state, bundle)
  for (const attempt of liveAttemptsOf(state, bundle)) fence(state, attempt, failure)
}

/** Where nothing more is started, or nobody is there to take it back, an unstarted attempt is given up instead. */
function giveBackFree(state: DriverState, attempt: AttemptRun): void {
  const { run } = attempt
  if (state.stop && run && !run.hook) attempt.asked ??= 'cancelled'
  if (!run || attempt.asked || attempt.fenced) return fence(state, attempt, failures.lost)
  closeAttempt(state, attempt)
  enqueue(state, run)
}

function liveAttemptsOf(state: DriverState, bundle: BundleRun): AttemptRun[] {
  return bundle.attempts.filter((attempt) => state.attempts.get(attempt.path) === attempt)
}
