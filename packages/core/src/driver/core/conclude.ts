import { endRun } from './end-run.ts'
import { addPipelineHooks } from './hooks.ts'
import { outputsOf } from './bindings.ts'
import type { DriverState } from './state.ts'
import { callOff } from './stop.ts'
import { clearTimer } from './timers.ts'

/** The id of the timer that guards the run's deadline. */
export const DEADLINE = 'deadline'

/**
 * Takes the run to its next phase where it has come to the end of one: its status is fixed and the pipeline's hooks
 * begin; they have ended and the run is over. True where there is something new to settle.
 */
export function conclude(state: DriverState): boolean {
  switch (state.phase) {
    case 'running':
      return state.root.open === 0 && fixStatus(state, state.root.failed ? 'failed' : 'succeeded')
    case 'stopping':
      return state.openSteps === 0 && fixStatus(state, state.stop?.status ?? 'failed')
    case 'closing':
      if (state.openHooks > 0) return false
      // Whatever an earlier epoch left running is of no use to this one.
      callOff(state, 'everything')
      if (state.attempts.size === 0) end(state)
      return false
    case 'idle':
    case 'ended':
      return false
  }
}

function fixStatus(state: DriverState, status: DriverState['status']): true {
  state.status = status
  state.phase = 'closing'
  clearTimer(state, DEADLINE)
  // Inner ones began later, and tell the outer ones whether they failed.
  for (const run of [...state.containers].reverse()) endRun(state, run, { status: run.failed ? 'failed' : 'cancelled' })
  addPipelineHooks(state)
  return true
}

function end(state: DriverState): void {
  state.phase = 'ended'
  const { status, failed, stop, root, graph } = state
  const outputs = status === 'succeeded' ? outputsOf(graph.root.outputs, root) : {}
  state.commands.push({ kind: 'end', status, outputs, failed, ...(stop?.failure && { failure: stop.failure }) })
}
