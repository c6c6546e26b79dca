import { setTimeout as pause } from 'node:timers/promises'

/** Which failures are worth another call, and how long to go on. */
export interface RetryOptions {
  /** Whether the same call may succeed a moment later. */
  readonly isPassing: (thrown: unknown) => boolean
  readonly signal: AbortSignal | undefined
  /** Calls in all. @default 6 */
  readonly attempts?: number
  /** The longest possible pause before the second call in milliseconds; each may be twice as long as the one before. @default 100 */
  readonly initialDelay?: number
  /** From 0 up to but not including 1. @default Math.random */
  readonly random?: () => number
}

const MAX_DELAY_MS = 10_000

/**
 * Makes a call, and again while it fails for a passing reason. Pauses are drawn evenly from nothing to their longest, so
 * that many callers whom a service turned away do not come back together. Throws the last failure, or the signal's reason.
 */
export async function retryPassing<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { isPassing, signal, attempts = 6, initialDelay = 100, random = Math.random } = options
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted()
    try {
      return await call()
    } catch (thrown) {
      signal?.throwIfAborted()
      if (attempt === attempts || !isPassing(thrown)) throw thrown
      const longest = Math.min(MAX_DELAY_MS, initialDelay * 2 ** (attempt - 1))
      await pause(random() * longest, undefined, { signal }).catch(() => undefined)
    }
  }
}
