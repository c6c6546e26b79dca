import { adopt, keepOutcome } from './adoption.ts'
import { askToStop, closeAttempt, fence, startAttempt } from './attempts.ts'
import { endBundle, refuseBundle } from './bundle-events.ts'
import { conclude, DEADLINE } from './conclude.ts'
import { failures } from './failures.ts'
import { listOfValue } from './item-list.ts'
import { takeLookup } from './lookups.ts'
import { beginItems, endCollected } from './map-run.ts'
import { endRun } from './end-run.ts'
import { schedule } from './schedule.ts'
import { openScope } from './scope-run.ts'
import { settle } from './settle.ts'
import type { Alarm, AttemptRun, DriverState, MapRun } from './state.ts'
import { decideStep, resumeStep } from './step-run.ts'
import { callOff, callOffHooks } from './stop.ts'
import { setTimer, takeTimer } from './timers.ts'
import type { DriverCommand, DriverEvent } from './types.ts'
import { giveOperand } from './when-run.ts'

/**
 * What an event leads to. Changes the state in place and returns the commands to be carried out, in their order. Any
 * event may come late, twice or not at all where its doc comment says so; one that has nothing to say any more changes
 * nothing. Deterministic: the same options and events give the same commands.
 */
export function transition(state: DriverState, event: DriverEvent): readonly DriverCommand[] {
  if (state.phase === 'ended') return []
  state.now = event.at
  state.commands = []
  on(state, event)
  advance(state)
  return state.commands
}

/** What each kind of event says. */
const handlers: { readonly [K in DriverEvent['kind']]: (state: DriverState, event: EventOf<K>) => void } = {
  start(state) {
    if (state.phase !== 'idle') return
    wake(state)
    openScope(state, state.root)
  },
  started(state, event) {
    const attempt = liveAttempt(state, event)
    if (attempt) startAttempt(state, attempt)
  },
  outcome(state, { path, attempt: number, outcome }) {
    const attempt = liveAttempt(state, { path, attempt: number })
    const run = attempt ? attempt.run : state.open.get(path)
    if (attempt) closeAttempt(state, attempt)
    // A record of another number is not the current attempt's; one of this number counts whoever wrote it.
    if (run?.attempt === number && (attempt || !state.attempts.has(path)))
      decideStep(state, run, { ...attempt, outcome })
    else if (attempt && !run) keepOutcome(state, attempt, outcome)
  },
  'bundle-ended'(state, { bundle: id, failure }) {
    const bundle = state.bundles.get(id)
    if (bundle) endBundle(state, bundle, failure)
  },
  'launch-refused'(state, { bundle: id, failure }) {
    const bundle = state.bundles.get(id)
    if (bundle) refuseBundle(state, bundle, failure)
  },
  timer(state, { id }) {
    const alarm = takeTimer(state, id)
    if (alarm) ring(state, alarm)
  },
  resolved(state, { id, value }) {
    const lookup = takeLookup(state, id)
    if (lookup?.run.kind === 'map') beginItems(state, lookup.run, listOfValue(value))
    else if (lookup?.run.kind === 'when') giveOperand(state, lookup.run, { operand: lookup.operand, value })
  },
  'resolve-failed'(state, { id, failure }) {
    const lookup = takeLookup(state, id)
    if (lookup) endRun(state, lookup.run, { status: 'failed', failure })
  },
  collected(state, { path, outputs }) {
    const run = takeCollecting(state, path)
    if (run) endCollected(state, run, outputs)
  },
  'collect-failed'(state, { path, failure }) {
    const run = takeCollecting(state, path)
    if (run) endRun(state, run, { status: 'failed', failure })
  },
  cancel(state, { failure = failures.cancelled }) {
    if (state.cancelling) return
    state.cancelling = true
    if (state.phase === 'idle') wake(state)
    if (state.phase === 'running') state.stop ??= { status: 'cancelled', failure, cancels: 'everything' }
    else if (state.phase === 'closing') callOffHooks(state)
    else callOff(state, 'everything')
  },
  progress(state, event) {
    const attempt = liveAttempt(state, event)
    if (!attempt) return
    attempt.progress = event.progress ?? attempt.progress
    attempt.message = event.message ?? attempt.message
  },
  pending(state, { bundle: id, reason }) {
    const bundle = state.bundles.get(id)
    if (bundle) bundle.pending = reason
  },
}

type EventOf<K extends DriverEvent['kind']> = Extract<DriverEvent, { kind: K }>

function on<K extends DriverEvent['kind']>(state: DriverState, event: DriverEvent & { kind: K }): void {
  // TypeScript does not see that the table's entry and the event have the same kind.
  const handler = handlers[event.kind] as (state: DriverState, event: DriverEvent) => void
  handler(state, event)
}

/** Carries what has changed as far as it goes. */
function advance(state: DriverState): void {
  do {
    settle(state)
    schedule(state)
  } while (conclude(state))
}

/** The run begins, or is cancelled before it could. */
function wake(state: DriverState): void {
  state.phase = 'running'
  adopt(state, state.inherited)
  const { deadlineMs } = state.graph.plan
  if (deadlineMs !== undefined) setTimer(state, { kind: 'deadline' }, { id: DEADLINE, afterMs: deadlineMs })
}

function ring(state: DriverState, alarm: Alarm): void {
  switch (alarm.kind) {
    case 'retry':
      return resumeStep(state, alarm.run)
    case 'overdue':
      return askToStop(state, [alarm.attempt], 'timeout')
    case 'fence':
      return fence(state, alarm.attempt, failures.unreached)
    case 'deadline':
      return passDeadline(state)
  }
}

function passDeadline(state: DriverState): void {
  const failure = failures.deadline
  if (!state.stop) state.stop = { status: 'failed', failure, cancels: 'everything' }
  else {
    if (state.stop.status === 'failed') state.stop = { failure, ...state.stop }
    callOff(state, 'everything')
  }
}

/** The attempt of that number, while it has no outcome. */
function liveAttempt(state: DriverState, { path, attempt }: { path: string; attempt: number }): AttemptRun | undefined {
  const live = state.attempts.get(path)
  return live?.number === attempt ? live : undefined
}

function takeCollecting(state: DriverState, path: string): MapRun | undefined {
  const run = state.collecting.get(path)
  state.collecting.delete(path)
  return run
}
