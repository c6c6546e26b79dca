import { budgetOf } from '../../errors/failure.ts'
import type { Failure } from '../../errors/failure.ts'
import type { RetryPlan } from '../../spec/plan.ts'

/** How many attempts of a step run have been charged to which budget in this epoch. */
export interface Charges {
  user: number
  infrastructure: number
}

/**
 * Charges a failed attempt to its budget. True where another attempt is in it: `attempts` starts for failures of the
 * step's own making, and `infrastructure` extra ones for the others.
 */
export function charge(charges: Charges, retry: RetryPlan, failure: Pick<Failure, 'class' | 'terminal'>): boolean {
  const budget = budgetOf(failure)
  if (budget === 'none') return false
  charges[budget] += 1
  return charges.user < Math.max(1, retry.attempts) && charges.infrastructure <= retry.infrastructure
}

/**
 * Milliseconds to wait before the next attempt: `delayMs` after the first failure, growing with each further one up to
 * `maxDelayMs`, of which the share `jitter` is drawn; never less than the failure itself asks for.
 */
export function pauseAfter(failure: Failure, retry: RetryPlan, { charges, draw }: { charges: Charges; draw: number }) {
  const failed = Math.max(1, charges.user + charges.infrastructure)
  const full = Math.min(retry.maxDelayMs, retry.delayMs * retry.backoff ** Math.min(failed - 1, 64))
  return Math.max(Math.round(full * (1 - retry.jitter * draw)), failure.retryAfterMs ?? 0)
}

/** Bytes of memory for the next attempt; undefined: as before. */
export function memoryAfter(failure: Failure, retry: RetryPlan, memory: number | undefined): number | undefined {
  if (failure.class !== 'oom' || !retry.onOom || memory === undefined) return undefined
  const { memory: factor, maxBytes = Infinity } = retry.onOom
  // A maximum below what the step has already is no reason to take memory away from it.
  return Math.max(memory, Math.min(maxBytes, Math.round(memory * factor)))
}
