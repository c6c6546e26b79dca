import type { Failure } from '../../errors/failure.ts'
import type { LauncherCapacity } from '../../contracts/launcher.ts'
import type { OutcomeRecord } from '../../records/outcome-record.ts'
import type { EndRecord, LiveAttempt, NodeStatus } from '../../records/run-record.ts'
import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import type { HookRole } from '../../spec/pipeline-spec.ts'
import type { Plan, ResourcePlan, StepPlan } from '../../spec/plan.ts'
import type { Json } from '../../util/json.ts'

/** What a driver core is made of. */
export interface DriverOptions {
  readonly plan: Plan
  /** The run's id, for the inputs of hooks. */
  readonly run: string
  /** Seeds the jitter of retry pauses. The same seed and events give the same commands. */
  readonly seed: number
  /** By the launchers' names in the plan; an absent launcher counts nothing. */
  readonly capacity: { readonly [launcher: string]: LauncherCapacity }
  /** By dynamic path of a step; see {@link StepHistory}. */
  readonly history?: ReadonlyMap<string, StepHistory>
  /** Bundles of an earlier epoch that are still alive. */
  readonly adopted?: readonly AdoptedBundle[]
}

/**
 * What earlier epochs left of one step run. Every attempt up to `attempts` has an outcome record or belongs to an
 * adopted bundle: whoever makes the driver has fenced the others first.
 */
export interface StepHistory {
  /** The highest attempt number in use; the driver goes on after it. Budgets begin anew. */
  readonly attempts: number
  /** The success that stands: the step is taken as done and never launched. */
  readonly outcome?: OutcomeRecord
}

/** A bundle that an earlier driver launched and that the launcher has adopted. */
export interface AdoptedBundle {
  readonly id: string
  readonly launcher: string
  /** In the order of the bundle; only those that have no outcome record. */
  readonly attempts: readonly { readonly path: string; readonly attempt: number; readonly started: boolean }[]
}

/** Something that happened. `at` is in milliseconds of one monotonic clock. */
export type DriverEvent = { readonly at: number } & (
  | { readonly kind: 'start' }
  /** User code of the attempt is about to start; also fed, before `bundle-ended`, for each claim that stands. */
  | { readonly kind: 'started'; readonly path: string; readonly attempt: number }
  /** The record that stands. May come late, twice, and before `started`. */
  | { readonly kind: 'outcome'; readonly path: string; readonly attempt: number; readonly outcome: OutcomeRecord }
  /**
   * The bundle's place is gone. Every outcome record that stands for its attempts has been fed before. Absent failure:
   * the bundle is `lost`.
   */
  | { readonly kind: 'bundle-ended'; readonly bundle: string; readonly failure?: Failure }
  /** The launcher does not take the bundle; nothing of it runs. */
  | { readonly kind: 'launch-refused'; readonly bundle: string; readonly failure: Failure }
  /** The moment of a `set-timer` has come. A timer that was cleared may still arrive. */
  | { readonly kind: 'timer'; readonly id: string }
  /** Answers `resolve`; no value: the item is absent. */
  | { readonly kind: 'resolved'; readonly id: string; readonly value: Json | undefined }
  | { readonly kind: 'resolve-failed'; readonly id: string; readonly failure: Failure }
  /** Answers `collect`, with one list for each of the names it gave. */
  | { readonly kind: 'collected'; readonly path: string; readonly outputs: { readonly [name: string]: ArtifactRef } }
  | { readonly kind: 'collect-failed'; readonly path: string; readonly failure: Failure }
  /** Somebody asked the run to stop. Only the first one counts. */
  | { readonly kind: 'cancel'; readonly failure?: Failure }
  /** For live views only. */
  | {
      readonly kind: 'progress'
      readonly path: string
      readonly attempt: number
      readonly progress?: number
      readonly message?: string
    }
  /** For live views only: what the bundle waits for. */
  | { readonly kind: 'pending'; readonly bundle: string; readonly reason: string }
)

/** One attempt of a `launch`. */
export interface LaunchAttempt {
  readonly path: string
  readonly attempt: number
  /** Item numbers of the enclosing maps, outermost first. */
  readonly items: readonly number[]
  /** By name; an absent input has no entry. */
  readonly inputs: { readonly [name: string]: InputBinding }
  /** The step's own, with more memory after an attempt that ran out of it. */
  readonly resources: ResourcePlan
  readonly role?: HookRole
}

/** A step run (or map, or when, with attempt 0) that failed for good. */
export type FailedRun = EndRecord['failed'][number]

/** Something the shell has to do, in the order given. Each may be repeated without harm. */
export type DriverCommand =
  /** Start a bundle; answer with `started`, `outcome` and `bundle-ended`, or with `launch-refused`. */
  | {
      readonly kind: 'launch'
      /** The id of the first attempt. */
      readonly bundle: string
      readonly launcher: string
      readonly step: StepPlan
      /** At least one, all of the same step and with the same resources. */
      readonly attempts: readonly LaunchAttempt[]
    }
  /** Ask attempts (ids) to stop. */
  | {
      readonly kind: 'cancel-attempts'
      readonly attempts: readonly string[]
      readonly reason: 'cancelled' | 'timeout'
    }
  /** Put a failed outcome if there is none; then feed `outcome` with the record that stands. Must be answered. */
  | { readonly kind: 'fence'; readonly path: string; readonly attempt: number; readonly failure: Failure }
  /** Feed `timer` at this moment or later; setting an id again moves it. */
  | { readonly kind: 'set-timer'; readonly id: string; readonly at: number }
  | { readonly kind: 'clear-timer'; readonly id: string }
  /** Read a value; answer with `resolved` or `resolve-failed`. */
  | { readonly kind: 'resolve'; readonly id: string; readonly ref: ArtifactRef; readonly item?: number }
  /** Make one list for each output; answer with `collected` or `collect-failed`. */
  | {
      readonly kind: 'collect'
      /** Dynamic path of the map. */
      readonly path: string
      /** Static path of the map. */
      readonly node: string
      /** In the order of the items; null where an item left the output out. May be empty. */
      readonly items: { readonly [name: string]: readonly (InputBinding | null)[] }
    }
  /** The run is over. Comes exactly once, as the last command. */
  | {
      readonly kind: 'end'
      readonly status: 'succeeded' | 'failed' | 'cancelled'
      /** Of a run that succeeded; an absent output has no entry. */
      readonly outputs: { readonly [name: string]: InputBinding }
      /** What failed for good, hooks included, and what could not be reached by a cancel; at most 100. */
      readonly failed: readonly FailedRun[]
      /** Why the run as a whole ended early. */
      readonly failure?: Failure
    }

/** Like {@link NodeStatus}, with times of the events' clock. */
export type NodeView = Omit<NodeStatus, 'startedAt' | 'endedAt'> & {
  readonly startedMs?: number
  readonly endedMs?: number
}

/** Like {@link LiveAttempt}, with times of the events' clock. */
export type LiveAttemptView = Omit<LiveAttempt, 'startedAt'> & { readonly startedMs?: number }
