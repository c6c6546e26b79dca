import type { Failure } from '../../errors/failure.ts'
import { messageOf } from '../../errors/regauge-error.ts'
import type { CommandExit } from './execute.ts'

/** How a shell reports that its child was ended by one of the signals that machines send: 128 and the signal's number. */
const REPORTED: Readonly<Record<number, NodeJS.Signals>> = { 137: 'SIGKILL', 143: 'SIGTERM' }
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals | null> = new Set(Object.values(REPORTED))

/** Why an attempt failed whose command ended in this way; undefined where it did not fail. */
export function commandFailure({ code, signal, error }: CommandExit, program: string): Failure | undefined {
  if (error) return notStarted(error, program)
  if (code === 0) return undefined
  const reported = code === null ? undefined : REPORTED[code]
  if (reported !== undefined || FROM_OUTSIDE.has(signal)) {
    const how =
      reported === undefined ? `was ended by ${signal}` : `ended with exit code ${code}, which means ${reported}`
    return {
      class: 'infrastructure',
      code: 'STEP_KILLED',
      message: `The command "${program}" ${how}; nobody here has sent it.`,
    }
  }
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  return { class: 'user', code: 'STEP_COMMAND_FAILED', message: `The command "${program}" ${how}.` }
}

function notStarted(error: Error, program: string): Failure {
  const missing = 'code' in error && error.code === 'ENOENT'
  const problem = missing ? 'does not exist here' : `cannot be started: ${messageOf(error)}`
  return { class: 'config', code: 'STEP_COMMAND_NOT_FOUND', message: `The command "${program}" ${problem}.` }
}
