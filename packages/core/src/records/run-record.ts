import type { Digest } from '../util/digest.ts'
import type { JsonObject } from '../util/json.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import type { Failure } from '../errors/failure.ts'
import type { FailMode } from '../spec/policy.ts'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import type { Plan } from '../spec/plan.ts'
import type { StackSpec } from '../spec/stack-spec.ts'

/** What was asked for: `runs/<run>/run.json`, put if absent. */
export interface RunRecord {
  readonly schema: 'regauge.run/1'
  readonly run: string
  readonly pipeline: string
  readonly spec: PipelineSpec
  readonly params: JsonObject
  /** The key of `run --id KEY`. */
  readonly key?: string
  /** Of a run that a schedule has started. */
  readonly schedule?: {
    readonly name: string
    /** ISO 8601. Absent where somebody started it by hand. */
    readonly time?: string
    /** Of the template that it was made of. */
    readonly template: Digest
  }
  readonly parent?: string
  readonly labels: { readonly [name: string]: string }
  readonly submittedBy: { readonly user: string; readonly host: string }
  /** ISO 8601, by the clock of the submitting machine. */
  readonly submittedAt: string
  /** Allow-listed facts of the submitting machine, e.g. the git revision; never the whole environment. */
  readonly environment: { readonly [name: string]: string }
}

/** Who drives the run in an epoch, and with what: `epochs/<e>/driver.json`, put if absent. */
export interface DriverRecord {
  readonly schema: 'regauge.driver/1'
  readonly run: string
  /** From 1. */
  readonly epoch: number
  readonly cause: 'submit' | 'resume'
  /** Process facts count only on the host that they name, and a pid only together with its start time. */
  readonly driver: {
    /** Random: whoever wrote the record knows it by this, even if the store's answer to the writing was lost. */
    readonly id: string
    readonly host: string
    readonly pid: number
    readonly startedAt: string
    readonly version: string
    /** Of a driver elsewhere: the name of its place, which starts another one where it is lost. */
    readonly place?: string
  }
  readonly code: Digest
  readonly plan: Plan
  readonly stack: StackSpec
  /**
   * Outcomes that do not stand any more, those of earlier epochs included: of each path, attempts up to and including
   * `through`. A path without the item numbers of inner maps stands for all of their items.
   */
  readonly discards: readonly { readonly path: string; readonly through: number }[]
  readonly startedAt: string
}

/**
 * What a driver elsewhere is asked to take: `components/orchestrator/driver-<e>.json`. The newest request counts, until
 * a driver has taken the epoch.
 */
export interface RequestRecord extends Pick<
  DriverRecord,
  'run' | 'epoch' | 'cause' | 'code' | 'plan' | 'stack' | 'discards'
> {
  readonly schema: 'regauge.request/1'
}

/** Somebody asked this epoch to cancel: `epochs/<e>/cancel.json`, put if absent. */
export interface CancelRecord {
  readonly schema: 'regauge.cancel/1'
  readonly run: string
  readonly epoch: number
  readonly by: { readonly user: string; readonly host: string }
  readonly at: string
}

/** How many steps are in which state. Items of a map count as steps of their own; a step not reached yet is not counted. */
export interface StepCounts {
  readonly total: number
  readonly succeeded: number
  readonly cached: number
  readonly failed: number
  readonly skipped: number
  readonly cancelled: number
}

/** Something that people should look into, although the run may have got over it. */
export interface RunWarning {
  /** That of an error, which says what kind. */
  readonly code: string
  /** Of the newest one of this kind. */
  readonly message: string
  /** How often it has happened in the epoch. */
  readonly count: number
}

/** How an epoch ended: `epochs/<e>/end.json`, put if absent. */
export interface EndRecord {
  readonly schema: 'regauge.end/1'
  readonly run: string
  readonly epoch: number
  readonly status: 'succeeded' | 'failed' | 'cancelled'
  readonly steps: StepCounts
  /** The pipeline's outputs, of a run that succeeded. */
  readonly outputs: { readonly [name: string]: ArtifactRef }
  /** Paths that failed for good, and attempts that could not be reached by a cancel; at most 100. */
  readonly failed: readonly { readonly path: string; readonly attempt: number; readonly failure: Failure }[]
  /** Why the run as a whole ended early, e.g. its deadline. */
  readonly failure?: Failure
  /** Of this epoch; absent where there were none. */
  readonly warnings?: readonly RunWarning[]
  readonly failMode: FailMode
  readonly endedAt: string
  readonly seconds: number
}

/** Where the run stands: `epochs/<e>/status.json`, overwritten every 2 to 5 s, at most 64 KiB. Never the truth. */
export interface StatusRecord {
  readonly schema: 'regauge.status/1'
  readonly run: string
  readonly epoch: number
  /** Grows with each writing; a reader takes a number that stands still for a driver that is gone. */
  readonly sequence: number
  readonly status: 'pending' | 'running' | 'cancelling'
  readonly steps: StepCounts & { readonly running: number; readonly waiting: number }
  /** By static path of a node. */
  readonly nodes: { readonly [path: string]: NodeStatus }
  /** The newest ones first, cut where the record would grow too long. */
  readonly live: readonly LiveAttempt[]
  /** Absent where there are none. */
  readonly warnings?: readonly RunWarning[]
  readonly at: string
}

/** The state of one node, all its items together. */
export interface NodeStatus {
  readonly kind: 'step' | 'map' | 'when'
  readonly status: 'waiting' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled'
  /** Number of items or, of a step, of its step runs, as far as they are known. */
  readonly total?: number
  readonly succeeded: number
  readonly failed: number
  readonly running: number
  /** ISO 8601 of the first start, and of the end. */
  readonly startedAt?: string
  readonly endedAt?: string
}

export interface LiveAttempt {
  readonly path: string
  readonly attempt: number
  readonly state: 'pending' | 'running'
  readonly startedAt?: string
  /** Why it has not started, in the backend's words. */
  readonly pending?: string
  /** 0 to 1, as the step reported it. */
  readonly progress?: number
  readonly message?: string
}
