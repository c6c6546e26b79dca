import { messageOf, RegaugeError } from '@regauge/core/errors'

/** The error of a result that could not be written to stdout, e.g. because a disk is full. */
export function outputFailed(cause: unknown): RegaugeError {
  return new RegaugeError('OUTPUT_FAILED', {
    message: `The result could not be written to stdout: ${messageOf(cause)}`,
    hint: 'Whatever the command did stands; print its result again to another place.',
    cause,
  })
}
