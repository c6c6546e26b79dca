import { ERROR_CATALOGUE } from '../errors/catalogue.ts'
import type { Failure, FailureClass } from '../errors/failure.ts'
import { isRegaugeError, messageOf, type RegaugeError } from '../errors/regauge-error.ts'

/**
 * The failure of an attempt that something outside of the step's own code has prevented: its inputs, its secrets, the
 * store, the machine. What is no error of ours comes from the machine.
 */
export function failureOf(thrown: unknown): Failure {
  if (!isRegaugeError(thrown)) {
    return { class: 'infrastructure', code: 'STEP_WORKER_FAILED', message: messageOf(thrown) }
  }
  const message = thrown.hint === undefined ? thrown.message : `${thrown.message} ${thrown.hint}`
  return { class: classOf(thrown), code: thrown.code, message }
}

/** Where the error can pass by itself, other attempts are worth a try. */
function classOf({ code }: RegaugeError): FailureClass {
  if (code === 'STORE_UNREACHABLE' || code === 'STORE_FULL') return 'infrastructure'
  // Another copy of this package may know codes that this one does not.
  const entry = Object.hasOwn(ERROR_CATALOGUE, code) ? ERROR_CATALOGUE[code] : undefined
  if (entry?.exit === 2 || /^(?:STORE|ARTIFACT|CODE|RECORD)_/.test(code)) return 'config'
  return 'infrastructure'
}
