import type { Failure } from '../../errors/failure.ts'
import type { OutcomeRecord } from '../../records/outcome-record.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import { bindAdopted } from './adoption.ts'
import { inputsOf } from './bindings.ts'
import { endRun } from './end-run.ts'
import { failures } from './failures.ts'
import { nextRandom } from './random.ts'
import { enqueue, withdraw } from './ready-queue.ts'
import { charge, memoryAfter, pauseAfter } from './retry.ts'
import { needOf } from './slots.ts'
import type { AttemptRun, DriverState, StepRun } from './state.ts'
import { tallyBegin } from './tally.ts'
import { clearTimer, setTimer } from './timers.ts'

/**
 * Begins a step run whose needs have ended well: it is skipped where an input is absent, done where an earlier epoch
 * left a success, under way where an attempt of an earlier epoch is still alive, and ready otherwise.
 */
export function beginStep(state: DriverState, run: StepRun): void {
  const inputs = inputsOf(run.node, run.scope, run.hook)
  if (!inputs) return endRun(state, run, { status: 'skipped' })
  run.inputs = inputs
  openStep(state, run)
  const history = state.history.get(run.path)
  if (history?.outcome?.status === 'succeeded') return succeed(state, run, history.outcome)
  run.attempt = (history?.attempts ?? 0) + 1
  const adopted = bindAdopted(state, run)
  if (adopted === undefined) return enqueue(state, run)
  if (adopted !== 'alive') decideStep(state, run, { outcome: adopted, adopted: true })
}

/**
 * What the outcome record of the run's current attempt leads to: the end of the step run, or a further attempt. The
 * attempt itself is closed already; absent where the record was there before any launch of ours.
 */
export function decideStep(
  state: DriverState,
  run: StepRun,
  { outcome, asked, adopted }: { outcome: OutcomeRecord; asked?: AttemptRun['asked']; adopted?: boolean | undefined },
): void {
  withdraw(run)
  clearTimer(state, run.timer)
  run.timer = undefined
  if (outcome.status === 'succeeded') return succeed(state, run, outcome)
  const failure = outcome.failure ?? failures.lost
  if (asked === 'cancelled') return endRun(state, run, { status: 'cancelled', failure })
  // Whoever cancelled an adopted attempt meant the earlier epoch, not this one.
  const charged: Failure = adopted && failure.class === 'cancelled' ? { ...failure, class: 'lost' } : failure
  const again = charge(run.charges, run.node.plan.retry, charged)
  if (!again || (state.stop && !run.hook)) return endRun(state, run, { status: 'failed', failure })
  tryAgain(state, run, charged)
}

/** The pause is over, or there was none. */
export function resumeStep(state: DriverState, run: StepRun): void {
  run.timer = undefined
  enqueue(state, run)
}

function tryAgain(state: DriverState, run: StepRun, failure: Failure): void {
  const { retry, resources } = run.node.plan
  const memory = memoryAfter(failure, retry, run.need.memory || undefined)
  if (memory !== undefined && memory !== run.need.memory) run.need = needOf(resources, memory)
  const draw = nextRandom(state.random)
  const afterMs = pauseAfter(failure, retry, { charges: run.charges, draw })
  const id = `${run.path}@${run.attempt}/retry`
  run.attempt += 1
  if (afterMs === 0) return enqueue(state, run)
  run.timer = setTimer(state, { kind: 'retry', run }, { id, afterMs })
}

function succeed(state: DriverState, run: StepRun, outcome: OutcomeRecord): void {
  if (!run.hook && outcome.cachedFrom !== undefined) state.tallies.steps.cached += 1
  const outputs: Record<string, InputBinding> = {}
  for (const [name, artifact] of Object.entries(outcome.outputs)) outputs[name] = { artifact }
  endRun(state, run, { status: 'succeeded', outputs })
}

function openStep(state: DriverState, run: StepRun): void {
  state.open.set(run.path, run)
  if (run.hook) state.openHooks += 1
  else state.openSteps += 1
  tallyBegin(state.tallies, run)
}
