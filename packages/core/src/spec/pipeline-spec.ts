import type { JsonSchema } from '../util/json.ts'
import type { ArtifactTypeSpec } from './artifact-type.ts'
import type { ConditionSpec } from './condition.ts'
import type { FailMode, PolicySpec } from './policy.ts'
import type { ScheduleSpec } from './schedule-spec.ts'
import type { SourceSpec } from './source.ts'
import type { Duration } from '../util/duration.ts'

/** The version of the format; readers refuse another major. */
export const PIPELINE_SCHEMA = 'regauge.pipeline/1'

/**
 * A pipeline as data: what the author's code produces and every other part reads. Frozen, serialisable, and the same
 * bytes each time it is built.
 */
export interface PipelineSpec {
  readonly schema: typeof PIPELINE_SCHEMA
  readonly name: string
  readonly description?: string
  /** JSON Schema of the parameters; `null` where the schema library cannot tell; absent where there are none. */
  readonly params?: JsonSchema | null
  readonly policy: PolicySpec
  readonly failMode?: FailMode
  /** The whole run is cancelled with class `timeout` when it takes longer. */
  readonly deadline?: Duration
  /** When the pipeline runs by itself, where it is told to: a run of somebody's own takes no notice of them. */
  readonly schedules?: readonly ScheduleSpec[]
  /** In the order in which the author's code added them; a node comes after all that it depends on. */
  readonly nodes: readonly NodeSpec[]
  readonly outputs: { readonly [name: string]: SourceSpec }
  /** Steps with a role, at most one each: run after the status of the run is fixed; they never change it. */
  readonly hooks?: readonly StepNodeSpec[]
}

/** A node of the graph. `loop`, `wait` and `pipeline` are reserved kinds. */
export type NodeSpec = StepNodeSpec | MapNodeSpec | WhenNodeSpec

/**
 * When a hook runs: after success, after failure (also of a cancel), or after either. A hook is a step node with a role;
 * `hook-path.ts` says where it lies. Its inputs have no source: the driver fills in those that it declares, by name, of
 * `run` (the run's id), `path` (dynamic path of the step run that ended; empty where the whole run did), `status`
 * (`succeeded`, `failed` or `cancelled`) and `failure` (class, code and message; absent after success).
 */
export type HookRole = (typeof HOOK_ROLES)[number]

/** Every role a hook can have. */
export const HOOK_ROLES = ['onSuccess', 'onFailure', 'onEnd'] as const

/** What a step takes in at one name. */
export interface InputSpec {
  readonly type: ArtifactTypeSpec
  /** Absent where the author left an optional input out. */
  readonly source?: SourceSpec
  /** The step also runs without it. */
  readonly optional?: true
}

/** One use of a step. */
export interface StepNodeSpec {
  readonly kind: 'step'
  /** Unique in its scope, whatever the case; the scope's path is not part of it. See {@link SourceSpec} for paths. */
  readonly id: string
  /** The step definition's own name. */
  readonly step: string
  readonly description?: string
  readonly inputs: { readonly [name: string]: InputSpec }
  readonly outputs: { readonly [name: string]: ArtifactTypeSpec }
  /** For a command step: what is executed, and the files that go with it, relative to the pipeline's module. */
  readonly command?: { readonly argv: readonly string[]; readonly files: readonly string[] }
  /** The step's own policy with the call's merged over it. */
  readonly policy: PolicySpec
  /** Static paths of nodes that have to succeed first, without handing anything over. */
  readonly after?: readonly string[]
  readonly hooks?: readonly StepNodeSpec[]
  readonly role?: HookRole
}

/** One scope run once for each item of a list. Its outputs are lists in the order of the items. */
export interface MapNodeSpec {
  readonly kind: 'map'
  readonly id: string
  readonly over: SourceSpec
  /** How many items may be under way at once; absent: as many as the launcher carries. */
  readonly concurrency?: number
  /** How many attempts are started together in one place. @default 1 */
  readonly bundle?: number
  readonly after?: readonly string[]
  readonly body: ScopeSpec
}

/** One of two scopes, or none, chosen by a condition. Outputs of an arm that did not run are absent. */
export interface WhenNodeSpec {
  readonly kind: 'when'
  readonly id: string
  readonly condition: ConditionSpec
  readonly after?: readonly string[]
  readonly then: ScopeSpec
  readonly else?: ScopeSpec
}

/** The inside of a map or of an arm. */
export interface ScopeSpec {
  readonly nodes: readonly NodeSpec[]
  /** What the enclosing node gives out, by name. */
  readonly outputs: { readonly [name: string]: SourceSpec }
}
