import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'

/** The error for an object that is not what was stored. `problem` ends the sentence "The bytes of the object … ". */
export function contentAltered(
  key: string,
  problem: string,
  code: 'STORE_CONTENT_ALTERED' | 'STORE_UNREACHABLE' = 'STORE_CONTENT_ALTERED',
): RegaugeError {
  return new RegaugeError(code, {
    message: `The bytes of the object "${key}" ${problem}.`,
    hint: 'Read it again. If that fails too, the object is damaged: delete it and run the step that made it again.',
    details: { key },
  })
}

/** Refuses a body of another length than announced with `STORE_UNREACHABLE`, since the rest may come another time. */
export function assertLength(key: string, bytes: Uint8Array, expected: number): void {
  if (bytes.byteLength === expected) return
  throw contentAltered(key, `broke off: ${bytes.byteLength} of ${expected} came`, 'STORE_UNREACHABLE')
}

/** Whether this is the error for an object that is not what was stored. */
export function isAltered(thrown: unknown): boolean {
  return isRegaugeError(thrown) && thrown.code === 'STORE_CONTENT_ALTERED'
}
