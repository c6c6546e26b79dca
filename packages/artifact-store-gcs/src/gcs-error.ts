import { STATUS_CODES } from 'node:http'
import { isRegaugeError, type ErrorCode, type RegaugeError } from '@regauge/core'
import { serviceError, type ServiceRequest } from '@regauge/core/store'

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  STORE_OBJECT_NOT_FOUND: 'It was never written or has been deleted.',
  STORE_BUCKET_NOT_FOUND: 'Create the bucket, or correct "bucket" and "endpoint" in the config of the store.',
  STORE_DENIED: 'Log in (gcloud auth application-default login), or give the account the role Storage Object User.',
  STORE_FULL: 'Raise the quota of the project, then go on with the run.',
  STORE_UNREACHABLE: 'Check the network and the "endpoint" in the config of the store, then try again.',
}

/** What the service says of bytes that were changed on their way. */
const ALTERED = /(?:MD5|CRC32C)\b.*match/i

/** What a call of the store throws for what the vendor's client threw. Errors of ours are given back as they are. */
export function toStoreError(thrown: unknown, about: ServiceRequest): RegaugeError {
  if (isRegaugeError(thrown)) return thrown
  const { code, status, message } = facts(thrown)
  const storeCode = storeCodeOf(about, { code, status, message })
  return serviceError(storeCode, about, { code, status, message, hint: HINTS[storeCode] ?? '', cause: thrown })
}

interface Facts {
  /** The service's reason, e.g. `rateLimitExceeded`, or the system's code, e.g. `ECONNRESET`. */
  readonly code: string
  readonly status: number | undefined
  readonly message: string
}

function storeCodeOf({ action }: ServiceRequest, { code, status, message }: Facts): ErrorCode {
  if (status === undefined) return /credentials/i.test(message) ? 'STORE_DENIED' : 'STORE_UNREACHABLE'
  // Only an object that is asked for can be missing.
  const isBucket = /bucket does not exist/i.test(message) || /^(?:list|put|try)/.test(action)
  if (status === 404) return isBucket ? 'STORE_BUCKET_NOT_FOUND' : 'STORE_OBJECT_NOT_FOUND'
  if (status === 400 && ALTERED.test(message)) return 'STORE_UNREACHABLE'
  if (status >= 500 || status === 408 || status === 429 || /rateLimitExceeded/i.test(code)) return 'STORE_UNREACHABLE'
  if (/quotaExceeded/i.test(code)) return 'STORE_FULL'
  return 'STORE_DENIED'
}

/** What the vendor's client tells of a failure: of the service's answer, or of what kept it from one. */
function facts(thrown: unknown): Facts {
  // Not all that the client throws is an Error. It calls the answer's status a code, as Node does the system's codes.
  const { name, code, errors, cause, message } = (thrown ?? {}) as {
    readonly name?: string
    readonly code?: unknown
    readonly errors?: readonly { readonly reason?: string }[]
    readonly cause?: unknown
    readonly message?: string
  }
  const text = message ?? String(thrown)
  if (typeof code === 'number' && STATUS_CODES[code] !== undefined) {
    return { code: errors?.[0]?.reason ?? STATUS_CODES[code], status: code, message: text }
  }
  // What Node's own fetch throws has its reason inside.
  if (cause !== undefined) return facts(cause)
  return { code: typeof code === 'string' ? code : (name ?? 'Unknown'), status: undefined, message: text }
}
