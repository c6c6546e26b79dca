import type { Failure } from '../../errors/failure.ts'

/** The failures that the driver itself gives to attempts, nodes and runs. */
export const failures = Object.freeze({
  cancelled: {
    class: 'cancelled',
    code: 'RUN_CANCELLED',
    message: 'The run was cancelled.',
  },
  calledOff: {
    class: 'cancelled',
    code: 'STEP_CALLED_OFF',
    message: 'The attempt was called off because the run is stopping.',
  },
  lost: {
    class: 'lost',
    code: 'STEP_LOST',
    message: 'The place where the attempt ran is gone, and it left no outcome.',
  },
  overdue: {
    class: 'timeout',
    code: 'STEP_TIMEOUT',
    message: 'The attempt exceeded its timeout and did not stop when it was asked to.',
  },
  deadline: {
    class: 'timeout',
    code: 'RUN_DEADLINE_EXCEEDED',
    message: 'The run took longer than its deadline allows.',
  },
} satisfies Readonly<Record<string, Failure>>)

/** What a map is over is not a list. */
export function notAList(path: string): Failure {
  return { class: 'user', code: 'MAP_NOT_A_LIST', message: `The map "${path}" was given a value that is not a list.` }
}

/** An order was asked of values that have none. */
export function incomparable(path: string, reason: string): Failure {
  return {
    class: 'user',
    code: 'CONDITION_INCOMPARABLE',
    message: `The condition of "${path}" cannot be decided: ${reason}`,
  }
}
