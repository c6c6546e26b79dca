import { ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import { isRegaugeError } from '../errors/regauge-error.ts'

// About five minutes of patience in all: a store that restarts must not cost a run.
const persistent = retry(
  handleWhen((thrown) => isRegaugeError(thrown) && thrown.code === 'STORE_UNREACHABLE'),
  { maxAttempts: 16, backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 30_000 }) },
)

/** Calls until the store answers, or until it has been out of reach for about five minutes; other errors pass. */
export function insist<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return persistent.execute(call, signal)
}
