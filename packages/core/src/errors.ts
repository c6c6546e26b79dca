/** `@regauge/core/errors`: what every package needs to throw and to tell errors. */
export { ERROR_CATALOGUE } from './errors/catalogue.ts'
export type { ErrorCode, ErrorEntry } from './errors/catalogue.ts'
export { FAILURE_CLASSES } from './errors/failure.ts'
export type { Failure, FailureClass } from './errors/failure.ts'
export { isRegaugeError, messageOf, RegaugeError } from './errors/regauge-error.ts'
export type { ErrorOptions } from './errors/regauge-error.ts'
export { closest, suggest } from './util/names.ts'
