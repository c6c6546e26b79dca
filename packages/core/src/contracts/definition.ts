import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ArtifactTypeSpec } from '../spec/artifact-type.ts'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import type { JsonObject } from '../util/json.ts'
import type { Materializer } from './materializer.ts'
import type { StepContext } from './step-context.ts'

/** What the runtime needs to know of one input or output. */
export interface ArtifactType<in out T = never> {
  readonly spec: ArtifactTypeSpec
  /** Values pass through it on the way out of one step and into the next. */
  readonly schema?: StandardSchemaV1 | undefined
  /** Of a list: the type of its items. */
  readonly item?: AnyArtifactType | undefined
  /** The author's own materializer; absent: the built-in one of the spec's name. */
  readonly materializer?: Materializer | undefined
  /** The step also runs, or ends well, without it. */
  readonly optional: boolean
  /** Carries the type of the value; never there at run time. */
  readonly value?: (value: T) => T
}

/** An artifact type of whatever value. */
// oxlint-disable-next-line typescript/no-explicit-any -- the invariant parameter has no other top type
export type AnyArtifactType = ArtifactType<any>

/** A step as the runtime sees it. */
export interface StepDefinition {
  readonly name: string
  readonly inputs: { readonly [name: string]: AnyArtifactType }
  readonly outputs: { readonly [name: string]: AnyArtifactType }
  /** Absent for a command step. */
  readonly run?: (inputs: Record<string, unknown>, context: StepContext) => unknown
}

/**
 * A pipeline as the compiler, the command and the worker see it. The code package brings its own copy of core, so this
 * interface, marked with `Symbol.for('regauge.pipeline')`, is what two copies agree on.
 */
export interface PipelineDefinition {
  readonly name: string
  /** Records the graph once; later calls return the same frozen spec. Throws the author's mistakes. */
  toSpec(): PipelineSpec
  /** Validates parameters and fills in defaults. Throws `PARAMS_INVALID` with the path of every issue. */
  parseParams(params: unknown): Promise<JsonObject>
  /** The definition behind the step node at a static path, hooks included. */
  stepAt(path: string): StepDefinition | undefined
}

/** The key of the mark of pipeline definitions; its value is the version of the interface. */
export const PIPELINE_MARK: unique symbol = Symbol.for('regauge.pipeline') as never

/** Whether a module's export is a pipeline, also one that another copy of core made. */
export function isPipelineDefinition(value: unknown): value is PipelineDefinition {
  return typeof value === 'object' && value !== null && (value as { [PIPELINE_MARK]?: unknown })[PIPELINE_MARK] === 1
}
