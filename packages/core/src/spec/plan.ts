import type { Digest } from '../util/digest.ts'
import type { JsonObject } from '../util/json.ts'
import type { ArtifactTypeSpec } from './artifact-type.ts'
import type { ConditionSpec } from './condition.ts'
import type { HookRole, InputSpec } from './pipeline-spec.ts'
import type { FailMode } from './policy.ts'
import type { SourceSpec } from './source.ts'

/** The version of the format; readers refuse another major. */
export const PLAN_SCHEMA = 'regauge.plan/1'

/**
 * What `compile` makes of a pipeline, its parameters and a stack: for every node which launcher runs it and how.
 * Durations are milliseconds and sizes bytes from here on.
 */
export interface Plan {
  readonly schema: typeof PLAN_SCHEMA
  readonly pipeline: string
  /** Digest of the pipeline spec's canonical JSON. */
  readonly spec: Digest
  readonly params: JsonObject
  readonly stack: { readonly name: string; readonly revision: Digest }
  readonly failMode: FailMode
  readonly deadlineMs?: number
  /** By name: `orchestrator`, or the name of a step operator. Only those that a node uses. */
  readonly launchers: { readonly [name: string]: LauncherPlan }
  readonly nodes: readonly NodePlan[]
  readonly outputs: { readonly [name: string]: SourceSpec }
  /** Of the pipeline; their paths are single names. */
  readonly hooks: readonly StepPlan[]
}

/** One launcher of the plan. */
export interface LauncherPlan {
  readonly flavor: string
  /** `host`: plain processes that use no image. */
  readonly image: 'host' | 'container'
}

export type NodePlan = StepPlan | MapPlan | WhenPlan

/** A step, ready to be started. */
export interface StepPlan {
  readonly kind: 'step'
  /** Static path, e.g. `sweep.fit`. */
  readonly path: string
  readonly step: string
  readonly role?: HookRole
  /** A key of {@link Plan.launchers}. */
  readonly launcher: string
  /** `host` under launchers of plain processes. Absent in a container plan: the runner's own image. */
  readonly image?: string
  readonly resources: ResourcePlan
  readonly retry: RetryPlan
  readonly timeoutMs?: number
  readonly graceMs: number
  readonly env: { readonly [name: string]: string }
  readonly secrets: readonly string[]
  readonly inputs: { readonly [name: string]: InputSpec }
  readonly outputs: { readonly [name: string]: ArtifactTypeSpec }
  readonly command?: { readonly argv: readonly string[]; readonly files: readonly string[] }
  /**
   * Static paths of the nodes of its own scope that must have ended before: those that its inputs read and those of
   * `after`. In the order in which the scope lists them, each once. What it reads of an outer scope is a need of the map
   * or when around it in that scope instead. Of a hook: nodes of the scope of its step (of a pipeline's hook, the top
   * level), without the step itself, which has ended anyway.
   */
  readonly needs: readonly string[]
  /** At paths below the step's: `sweep.fit.onFailure`. */
  readonly hooks: readonly StepPlan[]
}

/** What one attempt occupies. */
export interface ResourcePlan {
  readonly cpu: number
  /** Bytes; absent: not counted. */
  readonly memory?: number
  readonly gpu: number
}

/** Both budgets and the pauses between attempts. */
export interface RetryPlan {
  readonly attempts: number
  readonly infrastructure: number
  readonly delayMs: number
  readonly maxDelayMs: number
  readonly backoff: number
  readonly jitter: number
  readonly onOom?: { readonly memory: number; readonly maxBytes?: number }
}

export interface MapPlan {
  readonly kind: 'map'
  readonly path: string
  readonly over: SourceSpec
  readonly concurrency?: number
  readonly bundle: number
  /**
   * Static paths of the nodes of its own scope that must have ended before: those that `over` reads, those of `after`,
   * and those that anything inside of the body refers to, at whatever depth, hooks included. Ordered as in {@link StepPlan.needs}.
   */
  readonly needs: readonly string[]
  readonly body: ScopePlan
}

export interface WhenPlan {
  readonly kind: 'when'
  readonly path: string
  readonly condition: ConditionSpec
  /**
   * Static paths of the nodes of its own scope that must have ended before: those that the condition reads, those of
   * `after`, and those that anything inside of either arm refers to, at whatever depth, hooks included. Ordered as in
   * {@link StepPlan.needs}.
   */
  readonly needs: readonly string[]
  readonly then: ScopePlan
  readonly else?: ScopePlan
}

export interface ScopePlan {
  readonly nodes: readonly NodePlan[]
  readonly outputs: { readonly [name: string]: SourceSpec }
}
