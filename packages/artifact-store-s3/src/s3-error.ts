import { STATUS_CODES } from 'node:http'
import { isRegaugeError, type ErrorCode, type RegaugeError } from '@regauge/core'
import { invalidKey, serviceError, type ServiceRequest } from '@regauge/core/store'

/** Which error of a store the codes of S3 and of compatible services mean, beside what their status says. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  NoSuchKey: 'STORE_OBJECT_NOT_FOUND',
  NotFound: 'STORE_OBJECT_NOT_FOUND',
  NoSuchBucket: 'STORE_BUCKET_NOT_FOUND',
  AccessDenied: 'STORE_DENIED',
  KeyTooLongError: 'STORE_KEY_INVALID',
  ObjectParentIsFile: 'STORE_KEY_INVALID',
  ExistingObjectIsDirectory: 'STORE_KEY_INVALID',
  XMinioInvalidObjectName: 'STORE_KEY_INVALID',
  XMinioObjectExistsAsDirectory: 'STORE_KEY_INVALID',
  XMinioParentIsObject: 'STORE_KEY_INVALID',
  QuotaExceeded: 'STORE_FULL',
  XMinioStorageFull: 'STORE_FULL',
  XMinioAdminBucketQuotaExceeded: 'STORE_FULL',
  InsufficientStorage: 'STORE_FULL',
  NotImplemented: 'STORE_UNSUITABLE',
  // What the SDK throws before it asks anybody.
  CredentialsProviderError: 'STORE_DENIED',
  TokenProviderError: 'STORE_DENIED',
}

/** Answers of a status that is no reason to ask again, but for these codes. */
const PASSING_CODES: ReadonlySet<string> = new Set([
  'ConditionalRequestConflict',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'BadDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
  'IncompleteBody',
])

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  STORE_OBJECT_NOT_FOUND: 'It was never written or has been deleted.',
  STORE_BUCKET_NOT_FOUND: 'Create the bucket, or correct "bucket", "endpoint" and "region" in the config of the store.',
  STORE_FULL: 'Free space or raise the quota of the bucket, then go on with the run.',
  STORE_UNSUITABLE: 'Use a version of the service, or another service, that knows this request.',
  STORE_UNREACHABLE: 'Check the network and the "endpoint" in the config of the store, then try again.',
}

const DENIALS: Readonly<Record<string, string>> = {
  AccessDenied: 'Allow s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucket there.',
  CredentialsProviderError: 'Set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in: aws sso login.',
  ExpiredToken: 'Renew the credentials, e.g.: aws sso login.',
  InvalidAccessKeyId: 'Check the access key: the service does not know it.',
  SignatureDoesNotMatch: 'Check the secret access key, and that nothing on the way changes requests.',
  PermanentRedirect: 'Set "region" in the config of the store to the bucket\'s region.',
  AuthorizationHeaderMalformed: 'Set "region" in the config of the store to the bucket\'s region.',
}

/** What a call of the store throws for what the vendor's client threw. Errors of ours are given back as they are. */
export function toStoreError(thrown: unknown, about: ServiceRequest): RegaugeError {
  if (isRegaugeError(thrown)) return thrown
  const { code, status, message, requestId } = facts(thrown)
  const storeCode = storeCodeOf(code, status, message)
  if (storeCode === 'STORE_KEY_INVALID') return invalidKey(about.key, `the service of the store refuses it (${code})`)
  const hint =
    storeCode === 'STORE_DENIED'
      ? (DENIALS[code] ??
        (message === 'Region is missing'
          ? DENIALS['PermanentRedirect']!
          : 'Check credentials, permissions and the config of the store.'))
      : (HINTS[storeCode] ?? 'Try again.')
  return serviceError(storeCode, about, { code, status, message, requestId, hint, cause: thrown })
}

function storeCodeOf(code: string, status: number | undefined, message: string): ErrorCode {
  const known = CODES[code]
  if (known !== undefined) return known
  if (status === undefined) return message === 'Region is missing' ? 'STORE_DENIED' : 'STORE_UNREACHABLE'
  if (status === 404) return 'STORE_OBJECT_NOT_FOUND'
  if (status === 507) return 'STORE_FULL'
  if (status >= 500 || status === 408 || status === 429 || PASSING_CODES.has(code)) return 'STORE_UNREACHABLE'
  return 'STORE_DENIED'
}

interface Facts {
  readonly code: string
  readonly status: number | undefined
  readonly message: string
  readonly requestId: string | undefined
}

/** What the vendor's client tells of a failure: of the service's answer, or of what kept it from one. */
function facts(thrown: unknown): Facts {
  if (!(thrown instanceof Error))
    return { code: 'Unknown', status: undefined, message: String(thrown), requestId: undefined }
  // The client adds these to its errors, and Node a code to the system's.
  const { code, $metadata } = thrown as { code?: unknown; $metadata?: { httpStatusCode?: number; requestId?: string } }
  const status = $metadata?.httpStatusCode
  const name = status === undefined && typeof code === 'string' ? code : thrown.name
  // HEAD has no body to tell a code in.
  const isNameless = /^(?:Unknown|UnknownError|Error|\d+)$/.test(name)
  const named = isNameless && status !== undefined ? (STATUS_CODES[status] ?? name) : name
  const message = thrown.message === 'UnknownError' || thrown.message === 'Unknown' ? '' : thrown.message
  return { code: named, status, message, requestId: $metadata?.requestId }
}
