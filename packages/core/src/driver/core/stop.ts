import { askToStop } from './attempts.ts'
import { endRun } from './end-run.ts'
import { failures } from './failures.ts'
import type { DriverState, Reach, Stop, StepRun } from './state.ts'

/** Nothing more is started from here on: what waits ends now, what runs is asked to stop or left to end. */
export function enterStop(state: DriverState, stop: Stop): void {
  state.phase = 'stopping'
  state.lookups.clear()
  state.collecting.clear()
  for (const run of state.open.values()) if (!run.hook) endUnlessAlive(state, run)
  callOff(state, stop.cancels)
}

/** Asks running attempts to stop. */
export function callOff(state: DriverState, reach: Reach): void {
  if (reach === 'nothing') return
  const attempts = [...state.attempts.values()]
  const reached = reach === 'everything' ? attempts : attempts.filter((attempt) => !attempt.run?.hook)
  askToStop(state, reached, 'cancelled')
}

/** Hooks are called off, too: those that wait end now. */
export function callOffHooks(state: DriverState): void {
  for (const run of state.open.values()) if (run.hook) endUnlessAlive(state, run)
  callOff(state, 'everything')
}

/** A step run that was never launched is skipped, one between two attempts is cancelled. */
function endUnlessAlive(state: DriverState, run: StepRun): void {
  if (state.attempts.get(run.path)?.run === run) return
  endRun(state, run, run.launched ? { status: 'cancelled', failure: failures.calledOff } : { status: 'skipped' })
}
