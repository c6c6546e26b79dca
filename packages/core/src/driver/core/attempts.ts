import type { Failure } from '../../errors/failure.ts'
import { attemptId } from '../../spec/envelope.ts'
import { itemNumbersOf } from './bindings.ts'
import { failures } from './failures.ts'
import { giveBack, take } from './slots.ts'
import { tallyPause, tallyStart } from './tally.ts'
import { clearTimer, setTimer } from './timers.ts'
import type { AttemptRun, BundleRun, DriverState, Group, LauncherRun, StepRun } from './state.ts'
import type { LaunchAttempt } from './types.ts'
import type { Need, StepGraph } from './graph.ts'

/** Beyond its timeout and grace period a supervisor has so long to end an attempt before the driver asks for it. */
const SUPERVISOR_SLACK_MS = 30_000
/** Beyond its grace period an attempt that was asked to stop has so long to do it before it is given up. */
const STOP_SLACK_MS = 10_000

/** Launches a group's runs as one bundle and takes its slots. */
export function launch(state: DriverState, { node, need, launcher }: Group, runs: readonly StepRun[]): void {
  const bundle = openBundle(state, { id: attemptId(runs[0]!.path, runs[0]!.attempt), launcher, need })
  bundle.attempts = runs.map((run, position) => {
    run.launched = true
    return openAttempt(state, bundle, { path: run.path, number: run.attempt, position, node, run })
  })
  const resources = need === node.need ? node.plan.resources : { ...node.plan.resources, memory: need.memory }
  const { role } = node.plan
  const attempts = runs.map(({ path, attempt, inputs, scope }): LaunchAttempt => {
    return { path, attempt, items: itemNumbersOf(scope), inputs, resources, ...(role && { role }) }
  })
  state.commands.push({ kind: 'launch', bundle: bundle.id, launcher: launcher.name, step: node.plan, attempts })
}

/** A bundle that takes its slots from now on. Its attempts are yet to be put into it. */
export function openBundle(
  state: DriverState,
  { id, launcher, need }: { id: string; launcher: LauncherRun; need: Need },
): BundleRun {
  const bundle: BundleRun = {
    id,
    launcher,
    need,
    attempts: [],
    open: 0,
    startedThrough: -1,
    placed: true,
    pending: undefined,
  }
  state.bundles.set(id, bundle)
  take(launcher.slots, need)
  return bundle
}

/** An attempt of a bundle. Without a run it is an adopted one whose step run has not begun. */
export function openAttempt(
  state: DriverState,
  bundle: BundleRun,
  place: { path: string; number: number; position: number; node: StepGraph; run?: StepRun },
): AttemptRun {
  const { path, number, position, node, run } = place
  const attempt: AttemptRun = {
    id: attemptId(path, number),
    path,
    number,
    node,
    bundle,
    position,
    run,
    adopted: run === undefined,
    asked: undefined,
    fenced: false,
    startedMs: undefined,
    timer: undefined,
    progress: undefined,
    message: undefined,
  }
  bundle.open += 1
  state.attempts.set(path, attempt)
  return attempt
}

/** The attempt's user code is about to start. A second time changes nothing. */
export function startAttempt(state: DriverState, attempt: AttemptRun): void {
  if (attempt.startedMs !== undefined) return
  attempt.startedMs = state.now
  attempt.bundle.startedThrough = Math.max(attempt.bundle.startedThrough, attempt.position)
  if (attempt.run) tallyStart(state.tallies, attempt.run, state.now)
  const { timeoutMs, graceMs } = attempt.node.plan
  if (timeoutMs === undefined || attempt.timer !== undefined || attempt.fenced) return
  const afterMs = timeoutMs + graceMs + SUPERVISOR_SLACK_MS
  attempt.timer = setTimer(state, { kind: 'overdue', attempt }, { id: `${attempt.id}/overdue`, afterMs })
}

/** Asks attempts to stop, and gives them up where they do not. Those asked before are not asked again. */
export function askToStop(state: DriverState, attempts: readonly AttemptRun[], reason: 'cancelled' | 'timeout'): void {
  const asked = attempts.filter((attempt) => attempt.asked !== 'cancelled' && !attempt.fenced)
  if (asked.length === 0) return
  for (const attempt of asked) {
    attempt.asked = reason
    clearTimer(state, attempt.timer)
    const afterMs = attempt.node.plan.graceMs + STOP_SLACK_MS
    attempt.timer = setTimer(state, { kind: 'fence', attempt }, { id: `${attempt.id}/fence`, afterMs })
  }
  state.commands.push({ kind: 'cancel-attempts', attempts: asked.map((attempt) => attempt.id), reason })
}

/**
 * Gives an attempt up: whichever outcome record then stands decides it. One that was asked to stop is given up for
 * that reason, whatever became of its place.
 */
export function fence(state: DriverState, attempt: AttemptRun, failure: Failure): void {
  if (attempt.fenced) return
  attempt.fenced = true
  clearTimer(state, attempt.timer)
  const { path, number } = attempt
  state.commands.push({ kind: 'fence', path, attempt: number, failure: reasonFor(state, attempt, failure) })
}

function reasonFor(state: DriverState, { asked }: AttemptRun, failure: Failure): Failure {
  if (asked === 'timeout') return failures.overdue
  if (asked === undefined || failure.class === 'cancelled') return failure
  return state.cancelling ? failures.cancelled : failures.calledOff
}

/** The attempt has an outcome, or goes back unstarted. The last one of a bundle gives its slots back. */
export function closeAttempt(state: DriverState, attempt: AttemptRun): void {
  const { bundle, run } = attempt
  clearTimer(state, attempt.timer)
  state.attempts.delete(attempt.path)
  if (run && attempt.startedMs !== undefined) tallyPause(state.tallies, run)
  // Its outcome proves that the ones before it have been worked off too.
  bundle.startedThrough = Math.max(bundle.startedThrough, attempt.position)
  bundle.open -= 1
  if (bundle.open === 0) closePlace(state, bundle)
}

/** Gives the slots of a bundle back, once: when all of its attempts have ended, or when its place is gone. */
export function closePlace(state: DriverState, bundle: BundleRun): void {
  state.bundles.delete(bundle.id)
  if (!bundle.placed) return
  bundle.placed = false
  giveBack(bundle.launcher.slots, bundle.need)
}
