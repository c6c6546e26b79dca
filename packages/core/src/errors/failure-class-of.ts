import { ERROR_CATALOGUE } from './catalogue.ts'
import type { FailureClass } from './failure.ts'
import type { RegaugeError } from './regauge-error.ts'

/**
 * The class of the failure of an attempt that an error of ours has prevented. Where the error can pass by itself, other
 * attempts are worth a try.
 */
export function failureClassOf({ code }: Pick<RegaugeError, 'code'>): FailureClass {
  if (code === 'STORE_UNREACHABLE' || code === 'STORE_FULL') return 'infrastructure'
  // Another copy of this package may know codes that this one does not.
  const entry = Object.hasOwn(ERROR_CATALOGUE, code) ? ERROR_CATALOGUE[code] : undefined
  if (entry?.exit === 2 || /^(?:STORE|ARTIFACT|CODE|RECORD)_/.test(code)) return 'config'
  return 'infrastructure'
}
