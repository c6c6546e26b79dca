import type { ErrorCode } from '../errors/catalogue.ts'
import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'

/** What was asked of the service behind a store. */
export interface ServiceRequest {
  /** A verb for messages: `put`, `read`, `list`. */
  readonly action: string
  /** The key of the store, or the prefix of a list. */
  readonly key: string
  /** For people: `bucket "models" at https://…`. */
  readonly place: string
  /** The key by which the service knows the object, with the store's prefix. */
  readonly object: string
}

/** What the service, or the way to it, answered. */
export interface ServiceAnswer {
  /** The service's own code, e.g. `SlowDown`, or the system's, e.g. `ECONNRESET`. */
  readonly code: string
  readonly status?: number | undefined
  readonly message: string
  /** By which the service's operators find the request. */
  readonly requestId?: string | undefined
  readonly hint: string
  readonly cause: unknown
}

/** The error of a store for what its service answered: names the place, the object and the service's own code. */
export function serviceError(code: ErrorCode, request: ServiceRequest, answer: ServiceAnswer): RegaugeError {
  const { action, key, place, object } = request
  const { status, message, requestId, hint, cause } = answer
  const shown = status === undefined ? answer.code : `${answer.code}, ${status}`
  const reason = message.trim().replace(/\.$/, '') || 'no reason given'
  return new RegaugeError(code, {
    message: `The store could not ${action} "${object}" in ${place}: ${reason} (${shown}).`,
    hint,
    details: { key, object, place, serviceCode: answer.code, status, requestId },
    cause,
  })
}

/** Whether a failed request of a store may succeed a moment later. */
export function isPassing(thrown: unknown): boolean {
  return isRegaugeError(thrown) && (thrown.code === 'STORE_UNREACHABLE' || thrown.code === 'STORE_CONTENT_ALTERED')
}

/** The status of the answer that a store's error is about; undefined where there was none. */
export function statusOf(thrown: unknown): number | undefined {
  if (!isRegaugeError(thrown)) return undefined
  const { status } = thrown.details
  return typeof status === 'number' ? status : undefined
}

/** The service's own code that a store's error is about; undefined of other errors. */
export function serviceCodeOf(thrown: unknown): string | undefined {
  if (!isRegaugeError(thrown)) return undefined
  const { serviceCode } = thrown.details
  return typeof serviceCode === 'string' ? serviceCode : undefined
}

/** What a request gives, or undefined where there is no object. */
export async function unlessAbsent<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'STORE_OBJECT_NOT_FOUND') return undefined
    throw thrown
  }
}
