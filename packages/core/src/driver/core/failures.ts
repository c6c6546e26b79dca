import type { ErrorCode } from '../../errors/catalogue.ts'
import type { Failure } from '../../errors/failure.ts'

/** The failures that the driver itself gives to attempts, nodes and runs. */
export const failures = Object.freeze({
  cancelled: { class: 'cancelled', code: 'RUN_CANCELLED', message: 'The run was cancelled.' },
  calledOff: {
    class: 'cancelled',
    code: 'STEP_CANCELLED',
    message: 'The step was called off because the run is stopping.',
  },
  unreached: {
    class: 'cancelled',
    code: 'STEP_UNREACHED',
    message:
      'The attempt was asked to stop and did not answer. It may still be running, but whatever it does is ignored.',
  },
  lost: {
    class: 'lost',
    code: 'STEP_LOST',
    message: 'The place where the attempt ran is gone, and it left no outcome.',
  },
  overdue: {
    class: 'timeout',
    code: 'STEP_TIMED_OUT',
    message: 'The attempt took longer than its timeout, and its supervisor did not end it.',
  },
  deadline: { class: 'timeout', code: 'RUN_DEADLINE', message: 'The run took longer than its deadline.' },
} satisfies Readonly<Record<string, Failure & { code: ErrorCode }>>)

/** What a map is over is not a list. */
export function notAList(path: string): Failure {
  return ofUser('MAP_NOT_A_LIST', `The map "${path}" was given a value that is not a list.`)
}

/** An order was asked of values that have none. */
export function incomparable(path: string, reason: string): Failure {
  return ofUser('CONDITION_INCOMPARABLE', `The condition of "${path}" cannot be decided: ${reason}`)
}

function ofUser(code: ErrorCode, message: string): Failure {
  return { class: 'user', code, message }
}
