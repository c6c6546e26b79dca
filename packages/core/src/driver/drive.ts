import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Launcher, LauncherEvent } from '../contracts/launcher.ts'
import type { Failure } from '../errors/failure.ts'
import { failureClassOf } from '../errors/failure-class-of.ts'
import { isRegaugeError, messageOf } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import type { OutcomeRecord } from '../records/outcome-record.ts'
import { putRecord, readRecord } from '../records/record-store.ts'
import type { DriverRecord, EndRecord, RunRecord, RunWarning, StatusRecord } from '../records/run-record.ts'
import { attemptId, parseAttemptId, type BundleSpec } from '../spec/envelope.ts'
import type { Digest } from '../util/digest.ts'
import { createDriver } from './core/driver-state.ts'
import { transition } from './core/transition.ts'
import type { DriverCommand, DriverEvent } from './core/types.ts'
import { openDriverValues } from './driver-values.ts'
import { toBundle, type EnvelopeFacts } from './envelope.ts'
import { giveUp } from './give-up.ts'
import type { Recovery } from './recovery/recover.ts'
import { countsOf, createStatusWriter } from './status.ts'
import { createTimers } from './timers.ts'
import { createWarnings } from './warnings.ts'
import { watchEpoch } from './watch-epoch.ts'

type Command<K extends DriverCommand['kind']> = Extract<DriverCommand, { kind: K }>

/** An event before it has been given its time. */
type Happening = DriverEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never

export interface DriveOptions {
  readonly record: RunRecord
  /** The epoch's own record, already put: this driver is the one that holds it. */
  readonly driver: DriverRecord
  readonly planDigest: Digest
  /** Waits for its backend by itself. */
  readonly store: ArtifactStore
  /** One for each launcher of the plan. */
  readonly launchers: ReadonlyMap<string, Launcher>
  /** What earlier epochs left. */
  readonly recovery?: Recovery
  /** Somebody has cancelled the epoch before it began: nothing of it starts. @default false */
  readonly isCancelled?: boolean
  /** For the jitter of pauses; any number. */
  readonly seed: number
  /** An existing directory for lists that are collected. */
  readonly workDir: string
  /** Told whenever something has changed, at most ten times a second. */
  readonly onStatus?: (status: StatusRecord) => void
  /** Told of each warning as it comes. */
  readonly onWarning?: (warning: Pick<RunWarning, 'code' | 'message'>) => void
}

/** How driving ended: with the run's end, because a later epoch has taken the run over, or because it was told to leave. */
export type DriveResult =
  | { readonly kind: 'ended'; readonly end: EndRecord }
  | { readonly kind: 'fenced'; readonly epoch: number }
  | { readonly kind: 'left' }

/** A run that is being driven. */
export interface Drive {
  /** Rejects only where the driver itself cannot go on (a full store, say); the run can then be resumed. */
  readonly result: Promise<DriveResult>
  /** Asks every attempt to stop; the result follows when each has ended or is fenced. */
  cancel(): void
  /** Leaves the run as it is, for the driver of the next epoch. */
  leave(): void
}

/**
 * Drives a run to its end: feeds what the launchers and timers tell into the pure core, and carries out the commands
 * that it answers with. Everything that it must not forget stands in a record before it is acted on.
 */
export function drive(options: DriveOptions): Drive {
  const { record, driver, store } = options
  const stop = new AbortController()
  const { promise, resolve, reject } = Promise.withResolvers<DriveResult>()
  const facts: EnvelopeFacts = {
    run: record.run,
    pipeline: record.pipeline,
    epoch: driver.epoch,
    code: driver.code,
    plan: options.planDigest,
  }
  const began = { at: performance.now(), wall: Date.now() }
  const state = createDriver({
    plan: driver.plan,
    run: record.run,
    seed: options.seed,
    capacity: Object.fromEntries([...options.launchers].map(([name, launcher]) => [name, launcher.capacity])),
    ...options.recovery,
  })
  const timers = createTimers(
    () => performance.now(),
    (id) => dispatch({ kind: 'timer', id }),
  )
  const values = openDriverValues(store, options.workDir, stop.signal)
  const warnings = createWarnings()
  const status = createStatusWriter({ state, driver, store, began, warnings, onStatus: options.onStatus })
  const epoch = watchEpoch({
    store,
    run: record.run,
    epoch: driver.epoch,
    signal: stop.signal,
    onCancel: () => dispatch({ kind: 'cancel' }),
    onFenced: (later) => finish(() => resolve({ kind: 'fenced', epoch: later })),
  })
  /** The attempts of each bundle whose outcome has not been seen. */
  const open = new Map<string, Set<string>>()
  const bundleOf = new Map<string, string>()

  /** Runs something in the background; what it throws ends the driving. */
  const attend = (work: Promise<unknown>) => void work.catch((thrown: unknown) => finish(() => reject(thrown)))

  function finish(settle: () => void): void {
    stop.abort()
    timers[Symbol.dispose]()
    status[Symbol.dispose]()
    settle()
  }

  function leave(): void {
    if (!stop.signal.aborted) finish(() => resolve({ kind: 'left' }))
  }

  function dispatch(event: Happening): void {
    if (stop.signal.aborted) return
    const commands = transition(state, { ...event, at: performance.now() })
    for (const command of commands) perform(command)
    status.changed()
  }

  function perform(command: DriverCommand): void {
    switch (command.kind) {
      case 'launch':
        return launch(command)
      case 'cancel-attempts':
        return attend(cancelAttempts(command))
      case 'fence':
        return attend(fence(command))
      case 'set-timer':
        return timers.set(command.id, command.at)
      case 'clear-timer':
        return timers.clear(command.id)
      case 'resolve':
        return attend(
          values.read(command.ref, command.item).then(
            (value) => dispatch({ kind: 'resolved', id: command.id, value }),
            (thrown: unknown) => dispatch({ kind: 'resolve-failed', id: command.id, failure: toFailure(thrown) }),
          ),
        )
      case 'collect':
        return attend(
          values.collect(command.items).then(
            (outputs) => dispatch({ kind: 'collected', path: command.path, outputs }),
            (thrown: unknown) => dispatch({ kind: 'collect-failed', path: command.path, failure: toFailure(thrown) }),
          ),
        )
      case 'end':
        return attend(end(command))
    }
  }

  function follow(bundle: string, attempts: readonly { readonly path: string; readonly attempt: number }[]): void {
    const ids = attempts.map(({ path, attempt }) => attemptId(path, attempt))
    open.set(bundle, new Set(ids))
    for (const id of ids) bundleOf.set(id, bundle)
  }

  function launch(command: Command<'launch'>): void {
    const bundle = toBundle(command, facts)
    follow(bundle.id, command.attempts)
    attend(start(options.launchers.get(command.launcher)!, bundle))
  }

  async function start(launcher: Launcher, bundle: BundleSpec): Promise<void> {
    if (!(await epoch.isHeld())) return
    await launcher.start(bundle, { signal: stop.signal }).catch((thrown: unknown) => {
      dispatch({ kind: 'launch-refused', bundle: bundle.id, failure: toFailure(thrown) })
    })
  }

  async function cancelAttempts(command: Command<'cancel-attempts'>): Promise<void> {
    for (const launcher of options.launchers.values())
      await launcher.cancel(command.attempts, { reason: command.reason })
  }

  /** Gives an attempt up: from here on only the record that stands counts, whoever wrote it. */
  async function fence({ path, attempt, failure }: Command<'fence'>): Promise<void> {
    settle(await giveUp(store, { run: record.run, path, attempt, epoch: driver.epoch, failure }, stop.signal))
  }

  async function readOutcome(id: string): Promise<void> {
    const { path, attempt } = parseAttemptId(id)!
    const key = keys.outcome(record.run, path, attempt)
    const outcome = await readRecord<OutcomeRecord>(store, key, 'regauge.outcome', { signal: stop.signal })
    if (outcome) settle(outcome)
  }

  function settle(outcome: OutcomeRecord): void {
    const id = attemptId(outcome.path, outcome.attempt)
    const bundle = bundleOf.get(id)
    if (bundle !== undefined) {
      bundleOf.delete(id)
      open.get(bundle)?.delete(id)
    }
    dispatch({ kind: 'outcome', path: outcome.path, attempt: outcome.attempt, outcome })
  }

  async function watch(launcher: Launcher): Promise<void> {
    for await (const event of launcher.watch({ signal: stop.signal })) attend(observe(event))
  }

  async function observe(event: LauncherEvent): Promise<void> {
    switch (event.kind) {
      case 'started':
        return dispatch({ kind: 'started', ...parseAttemptId(event.attempt)! })
      case 'outcome':
        if (!bundleOf.has(event.attempt)) return
        return event.outcome ? settle(event.outcome) : readOutcome(event.attempt)
      case 'progress': {
        const { attempt, ...progress } = event
        return dispatch({ ...progress, ...parseAttemptId(attempt)! })
      }
      case 'pending':
        return dispatch(event)
      case 'warning':
        warnings.add(event)
        options.onWarning?.(event)
        return status.changed()
      case 'ended': {
        // An outcome outranks what the backend says, so look for those not seen yet first.
        await Promise.all([...(open.get(event.bundle) ?? [])].map(readOutcome))
        open.delete(event.bundle)
        return dispatch({
          kind: 'bundle-ended',
          bundle: event.bundle,
          ...(event.failure === undefined ? {} : { failure: event.failure }),
        })
      }
    }
  }

  async function end(command: Command<'end'>): Promise<void> {
    if (!(await epoch.isHeld({ now: true }))) return
    const endRecord: EndRecord = {
      schema: 'regauge.end/1',
      run: record.run,
      epoch: driver.epoch,
      status: command.status,
      steps: countsOf(state),
      outputs: command.status === 'succeeded' ? await values.outputs(command.outputs) : {},
      failed: command.failed.slice(0, 100),
      ...(command.failure === undefined ? {} : { failure: command.failure }),
      ...warnings.fields(),
      failMode: driver.plan.failMode,
      endedAt: new Date().toISOString(),
      seconds: (performance.now() - began.at) / 1000,
    }
    const key = keys.end(record.run, driver.epoch)
    await status.last()
    await putRecord(store, key, endRecord, { ifAbsent: true, signal: stop.signal })
    finish(() => resolve({ kind: 'ended', end: endRecord }))
  }

  for (const { id, attempts } of options.recovery?.adopted ?? []) follow(id, attempts)
  for (const launcher of options.launchers.values()) attend(watch(launcher))
  attend(epoch.ended)
  dispatch({ kind: options.isCancelled ? 'cancel' : 'start' })
  return { result: promise, cancel: () => dispatch({ kind: 'cancel' }), leave }
}

/** How an error of ours, or of a component, stands in a record. */
function toFailure(thrown: unknown): Failure {
  if (isRegaugeError(thrown)) {
    return { class: failureClassOf(thrown), code: thrown.code, message: thrown.message }
  }
  return { class: 'infrastructure', code: 'INTERNAL', message: messageOf(thrown) }
}
