/** A signal with an end: of somebody else, of its own time, or by hand. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal
  /** Takes the time back; the signals go on to count. */
  extend(): void
}

/** The time that somebody has. */
export interface TimeLimit {
  readonly ms: number
  /** The reason with which the signal then aborts. */
  readonly expired: () => Error
}

/**
 * A signal that aborts with the first of others, or when its time is up. Whoever opens it disposes it, so that signals
 * which outlive many requests keep nothing of them.
 */
export function openDeadline(signals: readonly (AbortSignal | undefined)[], limit?: TimeLimit): Deadline {
  const abort = new AbortController()
  const timer = limit && setTimeout(() => abort.abort(limit.expired()), limit.ms)
  const followed = signals
    .filter((signal) => signal !== undefined)
    .map((signal) => ({ signal, onAbort: () => abort.abort(signal.reason) }))
  for (const { signal, onAbort } of followed) {
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  }
  return {
    signal: abort.signal,
    extend: () => clearTimeout(timer),
    [Symbol.dispose]() {
      clearTimeout(timer)
      for (const { signal, onAbort } of followed) signal.removeEventListener('abort', onAbort)
    },
  }
}
