import { isPassing, type ServiceRequest } from '../contracts/service-error.ts'
import type { RegaugeError } from '../errors/regauge-error.ts'
import { retryPassing } from '../util/retry-passing.ts'
import { untilAborted } from '../util/until-aborted.ts'
import type { StoreRequest } from './object-service.ts'

/**
 * Makes a request, and again while it fails for a passing reason. Its signal aborts with the caller's, and when the
 * request has taken too long. What it throws is thrown as an error of the store.
 */
export type Sender = <T>(request: StoreRequest, act: (signal: AbortSignal | undefined) => Promise<T>) => Promise<T>

/** How requests are sent. */
export interface SenderOptions {
  /** For people: `bucket "models" at https://…`. */
  readonly place: string
  /** The key by which the service knows the object of a store's key. */
  readonly objectKey: (key: string) => string
  /** The error of the store for what a request threw. Errors of ours are given back as they are. */
  readonly toStoreError: (thrown: unknown, request: ServiceRequest) => RegaugeError
  /** Milliseconds that one attempt may take. @default without end: the vendor's client sees to it */
  readonly timeout?: number
}

/** Makes the way in which a store sends its requests. */
export function createSender({ place, objectKey, toStoreError, timeout }: SenderOptions): Sender {
  return (request, act) => {
    const { signal, action, key } = request
    const attempt = async () => {
      const until = timeout === undefined ? signal : withTimeout(signal, timeout)
      try {
        // Not every vendor's client knows signals; what goes on without us ends by itself.
        return await untilAborted(act(until), until)
      } catch (thrown) {
        // An abort by the caller is thrown as its reason by whoever repeats the attempts.
        throw toStoreError(thrown, { action, key, place, object: objectKey(key) })
      }
    }
    return retryPassing(attempt, { isPassing, signal })
  }
}

function withTimeout(signal: AbortSignal | undefined, timeout: number): AbortSignal {
  const late = AbortSignal.timeout(timeout)
  return signal === undefined ? late : AbortSignal.any([late, signal])
}
