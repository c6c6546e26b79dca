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
  /** Whether the vendor's client knows no signals: what goes on without us ends by itself. @default false */
  readonly ignoresSignals?: boolean
}

/** Makes the way in which a store sends its requests. */
export function createSender(options: SenderOptions): Sender {
  const { place, objectKey, toStoreError, timeout, ignoresSignals = false } = options
  return (request, act) => {
    const { signal, action, key } = request
    const attempt = async () => {
      using deadline = openDeadline(signal, timeout)
      try {
        const answer = act(deadline.signal)
        return await (ignoresSignals ? untilAborted(answer, deadline.signal) : answer)
      } catch (thrown) {
        // An abort by the caller is thrown as its reason by whoever repeats the attempts.
        throw toStoreError(thrown, { action, key, place, object: objectKey(key) })
      }
    }
    return retryPassing(attempt, { isPassing, signal })
  }
}

/** A signal that aborts with another one, and after some time. Disposing lets go of both. */
interface Deadline extends Disposable {
  readonly signal: AbortSignal | undefined
}

/** Without `AbortSignal.timeout` and `any`, which keep what they have made for the whole time. */
function openDeadline(signal: AbortSignal | undefined, timeout: number | undefined): Deadline {
  if (timeout === undefined) return { signal, [Symbol.dispose]: () => undefined }
  const controller = new AbortController()
  const timer = setTimeout(
    () => controller.abort(new DOMException(`no end within ${timeout} ms`, 'TimeoutError')),
    timeout,
  )
  const pass = () => controller.abort(signal?.reason)
  signal?.addEventListener('abort', pass, { once: true })
  if (signal?.aborted) pass()
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', pass)
    },
  }
}
