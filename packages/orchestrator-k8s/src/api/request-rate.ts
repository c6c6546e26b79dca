import { pause } from './pause.ts'

/** How many requests may begin. */
export interface RequestRateOptions {
  /** A second, in the long run. */
  readonly qps: number
  /** At once, after a time of rest. */
  readonly burst: number
  /** Milliseconds of any beginning that only grow. @default performance.now */
  readonly now?: () => number
}

/** A bucket of tokens that fills evenly: each request takes one, in turn. */
export interface RequestRate {
  /** Resolves when a request may begin. Throws the signal's reason. */
  take(signal?: AbortSignal): Promise<void>
}

/** A full bucket. */
export function createRequestRate({ qps, burst, now = () => performance.now() }: RequestRateOptions): RequestRate {
  let tokens = burst
  let filledAt = now()
  return {
    async take(signal) {
      signal?.throwIfAborted()
      const time = now()
      tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * qps)
      filledAt = time
      // Whoever waits has its token already, so that the next one waits behind it.
      tokens -= 1
      if (tokens >= 0) return
      try {
        await pause((-tokens / qps) * 1000, signal)
      } catch (reason) {
        tokens += 1
        throw reason
      }
    },
  }
}
