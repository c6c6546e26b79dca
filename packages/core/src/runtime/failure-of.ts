import type { Failure } from '../errors/failure.ts'
import { failureClassOf } from '../errors/failure-class-of.ts'
import { isRegaugeError, messageOf } from '../errors/regauge-error.ts'

/**
 * The failure of an attempt that something outside of the step's own code has prevented: its inputs, its secrets, the
 * store, the machine. What is no error of ours comes from the machine.
 */
export function failureOf(thrown: unknown): Failure {
  if (!isRegaugeError(thrown)) {
    return { class: 'infrastructure', code: 'STEP_WORKER_FAILED', message: messageOf(thrown) }
  }
  const message = thrown.hint === undefined ? thrown.message : `${thrown.message} ${thrown.hint}`
  return { class: failureClassOf(thrown), code: thrown.code, message }
}
