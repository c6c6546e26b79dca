import type { ErrorCode } from '../errors/catalogue.ts'
import { invalidKey } from '../contracts/store-key.ts'
import { isRegaugeError, messageOf, RegaugeError } from '../errors/regauge-error.ts'

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'STORE_FULL',
  EDQUOT: 'STORE_FULL',
  EACCES: 'STORE_DENIED',
  EPERM: 'STORE_DENIED',
  EROFS: 'STORE_DENIED',
  ELOOP: 'STORE_DENIED',
}

const HINTS: Readonly<Partial<Record<ErrorCode, string>>> = {
  STORE_FULL: 'Free space on the file system of the store, then go on with the run.',
  STORE_DENIED: 'Give this user read and write permission there, or set another "path" in the config of the store.',
  STORE_UNREACHABLE: 'Check the disk and the "path" in the config of the store.',
}

/** The file system's code of what was thrown, e.g. `ENOENT`; undefined for anything else. */
export function fileErrorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return undefined
  return String(thrown.code)
}

/** Whether the file system said that there is nothing at a path. */
export function isAbsence(thrown: unknown): boolean {
  const code = fileErrorCode(thrown)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** What a call of the store throws for what the file system threw. Other errors are given back as they are. */
export function toStoreError(thrown: unknown, key: string, path: string): unknown {
  const fileError = fileErrorCode(thrown)
  if (isRegaugeError(thrown) || fileError === undefined) return thrown
  if (fileError === 'ENAMETOOLONG') return invalidKey(key, 'its path is too long for the file system of the store')
  const code = CODES[fileError] ?? 'STORE_UNREACHABLE'
  return new RegaugeError(code, {
    message: `The local store failed at "${key}" (${path}): ${messageOf(thrown)}.`,
    hint: HINTS[code],
    details: { key, path, code: fileError },
    cause: thrown,
  })
}
