import { isRead, type ApiCall } from './api-call.ts'
import { isStarting, isUntrusted } from './kubernetes-error.ts'
import type { ServerStatus } from './server-status.ts'

/** How long pauses are. All in milliseconds. */
export interface RetryTimings {
  /** The longest first pause; each may be twice as long as the one before. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** What a server may ask for at most. */
  readonly longestRetryAfterMs: number
}

/** Why a request did not succeed: what the server said, or that it said nothing. */
export type RequestFailure =
  | { readonly kind: 'refused'; readonly status: ServerStatus; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'broken'; readonly cause: unknown }

/** Whether a request that failed like this may have taken effect. */
export function isAmbiguous(failure: RequestFailure): boolean {
  return failure.kind === 'broken' || failure.status.code >= 500
}

/**
 * Whether to ask again. A busy server (429) and one that says when to come back have done nothing yet. After anything
 * else nobody knows, so only what may be done twice is asked again.
 */
export function isWorthAnother(call: ApiCall, failure: RequestFailure): boolean {
  const { isRepeatable = isRead(call.verb) } = call
  if (failure.kind === 'broken') return isRepeatable && !isUntrusted(failure.cause)
  const { status, retryAfterMs } = failure
  if (status.code === 429 || isStarting(status)) return true
  if (status.code < 500) return false
  return retryAfterMs !== undefined || isRepeatable
}

/**
 * How long to wait before request `attempt` + 1. Drawn evenly, so that many callers whom a server turned away do not
 * come back together; never less than the server asked for.
 */
export function pauseBefore(
  attempt: number,
  failure: RequestFailure,
  { timings, random }: { readonly timings: RetryTimings; readonly random: () => number },
): number {
  const longest = Math.min(timings.longestPauseMs, timings.firstPauseMs * 2 ** (attempt - 1))
  const asked = failure.kind === 'refused' ? (failure.retryAfterMs ?? 0) : 0
  return Math.min(asked, timings.longestRetryAfterMs) + random() * longest
}

/** The pause that the header `Retry-After` asks for; undefined where it does not. */
export function parseRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
