import type { Failure } from '../../errors/failure.ts'
import { failures } from './failures.ts'
import { withdraw } from './ready-queue.ts'
import { isHook } from './state.ts'
import type { DriverState, Ended, NodeRun, Outputs } from './state.ts'
import { tallyEnd, tallyPause } from './tally.ts'
import { clearTimer } from './timers.ts'

/** At most so many failures are named when the run ends. */
const MOST_NAMED = 100

/** How a node's run ends. */
export interface Ending {
  readonly status: Ended
  readonly outputs?: Outputs
  /** Of a node that failed of itself, and not by what lies inside it. */
  readonly failure?: Failure
  /** What depends on it must not run either. @default failed and cancelled do, succeeded and skipped do not */
  readonly blocking?: boolean
}

/** Ends a node's run, once. What waits for it learns of it from the agenda. */
export function endRun(state: DriverState, run: NodeRun, ending: Ending): void {
  const { status, failure, blocking = status === 'failed' || status === 'cancelled' } = ending
  run.status = status
  run.blocking = blocking
  run.outputs = ending.outputs
  run.failure = failure
  const begun = run.kind === 'step' ? endStep(state, run) : endContainer(state, run)
  tallyEnd(state.tallies, run, { status, begun, now: state.now })
  if (failure && (status === 'failed' || failure.code === failures.unreached.code)) name(state, run, failure)
  if (status === 'failed' && !isHook(run)) carryFailure(state, run)
  state.agenda.items.push(run)
}

function endStep(state: DriverState, run: NodeRun & { kind: 'step' }): boolean {
  withdraw(run)
  clearTimer(state, run.timer)
  if (!state.open.delete(run.path)) return false
  if (run.hook) state.openHooks -= 1
  else state.openSteps -= 1
  return true
}

function endContainer(state: DriverState, run: NodeRun & { kind: 'map' | 'when' }): boolean {
  if (!state.containers.delete(run)) return false
  tallyPause(state.tallies, run)
  return true
}

/** What failed for good is named when the run ends, and so is a cancelled attempt that could not be reached. */
function name({ failed }: DriverState, run: NodeRun, failure: Failure): void {
  if (failed.length === MOST_NAMED) return
  failed.push({ path: run.path, attempt: run.kind === 'step' ? run.attempt : 0, failure })
}

/** A failure makes what lies around it fail, and may stop the run. That of a hook changes nothing. */
function carryFailure(state: DriverState, run: NodeRun): void {
  run.scope.failed = true
  const { owner } = run.scope
  if (owner) owner.failed = true
  const { failMode } = state.graph.plan
  if (failMode !== 'continue')
    state.stop ??= { status: 'failed', cancels: failMode === 'fail-fast' ? 'steps' : 'nothing' }
}
