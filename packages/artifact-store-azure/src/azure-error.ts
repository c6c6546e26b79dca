import { STATUS_CODES } from 'node:http'
import { isRegaugeError, type ErrorCode, type RegaugeError } from '@regauge/core'
import { invalidKey, serviceError, type ServiceRequest } from '@regauge/core/store'

/** Which error of a store the service's codes mean, beside what their status says. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  BlobNotFound: 'STORE_OBJECT_NOT_FOUND',
  ContainerNotFound: 'STORE_BUCKET_NOT_FOUND',
  ContainerBeingDeleted: 'STORE_BUCKET_NOT_FOUND',
  ContainerDisabled: 'STORE_BUCKET_NOT_FOUND',
  InvalidResourceName: 'STORE_KEY_INVALID',
  OutOfRangeInput: 'STORE_KEY_INVALID',
  InvalidUri: 'STORE_KEY_INVALID',
  AccountIsDisabled: 'STORE_DENIED',
  // The bytes were changed on their way.
  Md5Mismatch: 'STORE_UNREACHABLE',
  Crc64Mismatch: 'STORE_UNREACHABLE',
  IncompleteBody: 'STORE_UNREACHABLE',
  // Conditions that the emulators and older accounts do not know.
  UnsupportedHeader: 'STORE_UNSUITABLE',
  UnsupportedQueryParameter: 'STORE_UNSUITABLE',
  FeatureVersionMismatch: 'STORE_UNSUITABLE',
}

/** By which the library for credentials calls its errors. */
const CREDENTIAL_ERROR = /Authentication|Credential/

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  STORE_OBJECT_NOT_FOUND: 'It was never written or has been deleted.',
  STORE_BUCKET_NOT_FOUND:
    'Create the container, or correct "container", "account" and "endpoint" in the config of the store.',
  STORE_FULL: 'Raise the capacity of the account, then go on with the run.',
  STORE_UNSUITABLE: 'Use another account, or a newer version of the emulator.',
  STORE_UNREACHABLE: 'Check the network and "account" or "endpoint" in the config of the store, then try again.',
}

const DENIALS: Readonly<Record<string, string>> = {
  AuthenticationFailed:
    'Check the key or signature of the account, its time of validity, and the clock of this machine.',
  AuthorizationFailure: "Check credentials, and the account's rules for networks.",
  AuthorizationPermissionMismatch: 'Give the identity the role Storage Blob Data Contributor on the container.',
  InsufficientAccountPermissions: 'Let the signature read, write, create, delete and list objects.',
  AuthorizationServiceMismatch: 'Let the signature be one for the blob service.',
  AuthorizationResourceTypeMismatch: 'Let the signature be one for containers and objects.',
  KeyBasedAuthenticationNotPermitted: 'Leave out key and signature: the account takes none. Log in with: az login.',
  LeaseIdMissing: 'Break the lease that somebody holds on the object.',
  BlobImmutableDueToPolicy: 'Use a container without a policy that keeps objects unchanged.',
}

/** What a call of the store throws for what the vendor's client threw. Errors of ours are given back as they are. */
export function toStoreError(thrown: unknown, about: ServiceRequest): RegaugeError {
  if (isRegaugeError(thrown)) return thrown
  const { code, status, message, requestId } = facts(thrown)
  const storeCode = storeCodeOf(about, { code, status, message, requestId })
  if (storeCode === 'STORE_KEY_INVALID') return invalidKey(about.key, `the service of the store refuses it (${code})`)
  const denial = DENIALS[code] ?? 'Log in with az login, or check credentials and roles in the config of the store.'
  const hint = storeCode === 'STORE_DENIED' ? denial : (HINTS[storeCode] ?? 'Try again.')
  return serviceError(storeCode, about, { code, status, message, requestId, hint, cause: thrown })
}

interface Facts {
  /** The service's own code, e.g. `ServerBusy`, or the system's, e.g. `ECONNRESET`. */
  readonly code: string
  readonly status: number | undefined
  readonly message: string
  readonly requestId: string | undefined
}

function storeCodeOf({ action }: ServiceRequest, { code, status }: Facts): ErrorCode {
  const known = CODES[code]
  if (known !== undefined) return known
  if (status === undefined) return CREDENTIAL_ERROR.test(code) ? 'STORE_DENIED' : 'STORE_UNREACHABLE'
  // Only an object that is asked for can be missing.
  if (status === 404) return /^(?:list|put|try)/.test(action) ? 'STORE_BUCKET_NOT_FOUND' : 'STORE_OBJECT_NOT_FOUND'
  if (status === 507) return 'STORE_FULL'
  if (status >= 500 || status === 408 || status === 429) return 'STORE_UNREACHABLE'
  return 'STORE_DENIED'
}

/** What the vendor's client tells of a failure: of the service's answer, or of what kept it from one. */
function facts(thrown: unknown): Facts {
  // Not all that the client throws is an error of the service's.
  const { name, code, statusCode, details, response, message } = (thrown ?? {}) as {
    readonly name?: string
    readonly code?: unknown
    readonly statusCode?: number
    readonly details?: { readonly errorCode?: string }
    readonly response?: { readonly headers: { get(name: string): string | undefined } }
    readonly message?: string
  }
  const head = (name: string) => response?.headers.get(name)
  const told = typeof code === 'string' ? code : (details?.errorCode ?? head('x-ms-error-code'))
  return {
    code: told ?? (statusCode === undefined ? undefined : STATUS_CODES[statusCode]) ?? name ?? 'Unknown',
    status: statusCode,
    // Further lines repeat what was signed, or the request's id.
    message: (message ?? String(thrown)).split('\n')[0]!,
    requestId: head('x-ms-request-id'),
  }
}
