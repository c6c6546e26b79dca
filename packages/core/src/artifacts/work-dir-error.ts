import { isRegaugeError, messageOf, RegaugeError } from '../errors/regauge-error.ts'

/** Runs what writes below a work directory, and gives what the file system throws a code: `ARTIFACT_WORK_DIR_FAILED`. */
export async function inWorkDir<T>(workDir: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    throw isFileError(thrown) ? workDirError(thrown, workDir) : thrown
  }
}

/** Whether the file system threw it. */
export function isFileError(thrown: unknown): thrown is Error & { readonly syscall: string } {
  return thrown instanceof Error && !isRegaugeError(thrown) && 'syscall' in thrown
}

/** The error for what the file system threw below a work directory. */
export function workDirError(cause: unknown, workDir: string): RegaugeError {
  return new RegaugeError('ARTIFACT_WORK_DIR_FAILED', {
    message: `A value on its way through the work directory "${workDir}" met an error: ${messageOf(cause)}.`,
    hint: 'See to it that the directory exists, may be written to, and has room for the inputs and outputs of its step.',
    details: { workDir },
    cause,
  })
}
