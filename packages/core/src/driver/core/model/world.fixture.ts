import { budgetOf } from '../../../errors/failure.ts'
import type { Failure } from '../../../errors/failure.ts'
import type { OutcomeRecord } from '../../../records/outcome-record.ts'
import type { ArtifactRef } from '../../../spec/artifact-ref.ts'
import type { StepPlan } from '../../../spec/plan.ts'
import type { DriverCommand, LaunchAttempt } from '../types.ts'
import type { Dice } from './dice.fixture.ts'
import { broken } from './broken.fixture.ts'
import { compute, natureOf, refOf, valuesOf } from './steps.fixture.ts'

/** What may go wrong. */
export interface Faults {
  /** Steps fail of their own making. */
  readonly steps: boolean
  /** Workers die at any point, hang, or are refused. */
  readonly workers: boolean
  /** Hints are lost, doubled, delayed and reordered. */
  readonly messages: boolean
  /** Values cannot be read, and lists not be made. */
  readonly store: boolean
  /** The driver dies and another one takes over. */
  readonly crashes: boolean
  /** Somebody cancels, perhaps more than once. */
  readonly cancels: boolean
}

/** What a launcher tells its driver. */
export type Notice =
  /** Certain ones are not lost. */
  | { readonly kind: 'started'; readonly path: string; readonly attempt: number; readonly certain: boolean }
  | { readonly kind: 'outcome'; readonly path: string; readonly attempt: number }
  | { readonly kind: 'ended'; readonly bundle: string; readonly failure?: Failure }

/** A bundle in the world: one worker that works its attempts off in turn. */
export interface WorldBundle {
  readonly id: string
  readonly launcher: string
  readonly step: StepPlan
  readonly attempts: readonly LaunchAttempt[]
  /** The attempt at hand. */
  next: number
  running: boolean
  /** The worker does not move until somebody asks it to stop; then it is killed. */
  hangs: boolean
  /** Ids of attempts that were asked to stop. */
  readonly asked: Map<string, 'cancelled' | 'timeout'>
}

/** Records that outlive drivers, and workers that may. */
export interface World {
  readonly records: Map<string, OutcomeRecord>
  readonly claims: Set<string>
  /** A value could not be read, or a list not be made. */
  storeFailed: boolean
  /** The number of drivers so far. */
  epoch: number
  readonly bundles: Map<string, WorldBundle>
  /** Puts a record if there is none; returns the one that stands. */
  put(record: OutcomeRecord): OutcomeRecord
  start(launch: DriverCommand & { kind: 'launch' }): void
  ask(attempts: readonly string[], reason: 'cancelled' | 'timeout'): void
  /** Bundles whose workers can move. */
  movable(): WorldBundle[]
  /** Lets a worker take a step. */
  move(bundle: WorldBundle): void
  /** Ends a worker where it stands. */
  kill(bundle: WorldBundle): void
}

/** The attempt's key among the records: its id. */
export function keyOf({ path, attempt }: { path: string; attempt: number }): string {
  return `${path}@${attempt}`
}

/** What has become of the step runs that left a record, by path. */
export function fatesOf({ records }: World): ReadonlyMap<string, 'succeeded' | 'failed'> {
  const fates = new Map<string, 'succeeded' | 'failed'>()
  for (const { path, status } of records.values()) if (fates.get(path) !== 'succeeded') fates.set(path, status)
  return fates
}

/** A failed outcome. */
export function failedRecord(path: string, attempt: number, failure: Failure): OutcomeRecord {
  return { ...recordOf(path, attempt), status: 'failed', failure }
}

export function createWorld(dice: Dice, faults: Faults, notify: (notice: Notice) => void): World {
  /** How often user code was started, by epoch and path. */
  const starts = new Map<string, number>()
  const world: World = {
    records: new Map(),
    claims: new Set(),
    storeFailed: false,
    epoch: 0,
    bundles: new Map(),

    put(record) {
      const key = keyOf(record)
      const standing = world.records.get(key)
      if (standing) return standing
      if (record.status === 'succeeded' && succeededBefore(record)) broken(`"${record.path}" has succeeded twice`)
      world.records.set(key, { ...record, epoch: world.epoch })
      return world.records.get(key)!
    },

    start({ bundle: id, launcher, step, attempts }) {
      if (world.bundles.has(id)) broken(`the bundle "${id}" was launched twice`)
      world.bundles.set(id, { id, launcher, step, attempts, next: 0, running: false, hangs: false, asked: new Map() })
    },

    ask(attempts, reason) {
      for (const bundle of world.bundles.values()) {
        for (const attempt of bundle.attempts) {
          if (attempts.includes(keyOf(attempt))) bundle.asked.set(keyOf(attempt), reason)
        }
      }
    },

    movable: () => [...world.bundles.values()].filter((bundle) => !bundle.hangs || bundle.asked.size > 0),

    move(bundle) {
      const attempt = bundle.attempts[bundle.next]
      if (!attempt) return end(bundle)
      if (bundle.hangs) return world.kill(bundle)
      if (bundle.running) return finish(bundle, attempt)
      // A runner claims, then looks that no outcome stands, then starts.
      world.claims.add(keyOf(attempt))
      const reason = bundle.asked.get(keyOf(attempt))
      if (world.records.has(keyOf(attempt))) return pass(bundle, attempt)
      if (reason) return leave(bundle, failedRecord(attempt.path, attempt.attempt, stopped(reason)))
      begin(bundle, attempt)
    },

    kill(bundle) {
      end(bundle, dice.pick([undefined, { class: 'infrastructure', code: 'NODE_GONE', message: 'The node is gone.' }]))
    },
  }

  function begin(bundle: WorldBundle, attempt: LaunchAttempt): void {
    bundle.running = true
    bundle.hangs = faults.workers && bundle.step.timeoutMs !== undefined && dice.chance(0.05)
    checkStart(bundle.step, attempt)
    // A launcher that watches a worker hang has told, sooner or later, that it started.
    notify({ kind: 'started', path: attempt.path, attempt: attempt.attempt, certain: bundle.hangs })
  }

  function checkStart(step: StepPlan, { path }: LaunchAttempt): void {
    if (succeededBefore({ path })) broken(`user code of "${path}" was started after it had succeeded`)
    const { attempts, infrastructure } = step.retry
    const count = (starts.get(`${world.epoch} ${path}`) ?? 0) + 1
    starts.set(`${world.epoch} ${path}`, count)
    if (count > attempts + infrastructure) broken(`user code of "${path}" was started ${count} times`)
    const before = recordsOf(path).filter((record) => record.epoch === world.epoch)
    const charged = (budget: string) => before.filter(({ failure }) => failure && budgetOf(failure) === budget).length
    if (charged('user') >= attempts) broken(`"${path}" was started more than ${attempts} times of its own`)
    if (charged('infrastructure') > infrastructure)
      broken(`"${path}" was started more than ${infrastructure} times extra`)
    if (before.some(({ failure }) => failure?.class === 'config'))
      broken(`"${path}" was started though nothing mends it`)
  }

  function finish(bundle: WorldBundle, attempt: LaunchAttempt): void {
    const { path, attempt: number, inputs } = attempt
    const reason = bundle.asked.get(keyOf(attempt))
    // One that was asked to stop may be just about to succeed.
    if (reason && dice.chance(0.7)) return leave(bundle, failedRecord(path, number, stopped(reason)))
    const { doomed, flaky } = natureOf(path, bundle.step)
    if (faults.steps && (doomed || failuresOf(path) < flaky)) {
      const kind = dice.pick(['user', 'oom', 'timeout'] as const)
      return leave(bundle, failedRecord(path, number, { class: kind, code: 'STEP_FAILED', message: 'As it does.' }))
    }
    const values = Object.entries(compute(path, valuesOf(inputs)))
    const outputs: Record<string, ArtifactRef> = {}
    for (const [name, value] of values) outputs[name] = refOf(value, `${path}.${name}`)
    leave(bundle, { ...recordOf(path, number), outputs })
  }

  function leave(bundle: WorldBundle, record: OutcomeRecord): void {
    world.put(record)
    pass(bundle, record)
  }

  function pass(bundle: WorldBundle, { path, attempt }: { path: string; attempt: number }): void {
    bundle.running = false
    bundle.next += 1
    notify({ kind: 'outcome', path, attempt })
  }

  function end(bundle: WorldBundle, failure?: Failure): void {
    world.bundles.delete(bundle.id)
    notify({ kind: 'ended', bundle: bundle.id, ...(failure && { failure }) })
  }

  function succeededBefore({ path }: { path: string }): boolean {
    return recordsOf(path).some((record) => record.status === 'succeeded')
  }

  function failuresOf(path: string): number {
    return recordsOf(path).filter(({ failure }) => failure?.code === 'STEP_FAILED').length
  }

  function recordsOf(path: string): OutcomeRecord[] {
    return [...world.records.values()].filter((record) => record.path === path)
  }

  return world
}

function stopped(reason: 'cancelled' | 'timeout'): Failure {
  return { class: reason, code: 'STEP_STOPPED', message: 'It was asked to stop.' }
}

function recordOf(path: string, attempt: number): OutcomeRecord {
  return {
    schema: 'regauge.outcome/1',
    run: 'model',
    path,
    attempt,
    epoch: 1,
    status: 'succeeded',
    outputs: {},
    endedAt: '',
    logs: 0,
    metrics: 0,
  }
}
