import type { NodeSpec, StepNodeSpec } from '../spec/pipeline-spec.ts'
import type { SourceSpec } from '../spec/source.ts'
import type { AuthoredHooks, AuthoredStep } from './authored-step.ts'
import type { Condition } from './conditions.ts'
import { recordMap } from './record-map.ts'
import { recordHooks, recordStep } from './record-step.ts'
import { recordWhen } from './record-when.ts'
import { createRecording, recordBlock, type Recording } from './recording.ts'
import type { Ref } from './ref.ts'
import type { Scope } from './scope.ts'
import type { MapOptions, NodeOptions, RunOptions } from './tools.ts'
import type { Block } from './wiring.ts'

/** What a build left. */
export interface Graph {
  readonly nodes: readonly NodeSpec[]
  readonly outputs: { readonly [name: string]: SourceSpec }
  readonly hooks: readonly StepNodeSpec[] | undefined
  /** The step behind each step node and hook, by static path. */
  readonly steps: ReadonlyMap<string, AuthoredStep>
}

/** What is to be recorded. */
export interface GraphOptions {
  readonly pipeline: string
  readonly hooks: AuthoredHooks
  /** The refs to the parameters, which belong to the graph's top. */
  readonly params: (top: Scope) => Block
  readonly build: (tools: RecorderTools) => unknown
}

/** The tools of `build` as the recorder sees them, without the types that tell inputs and outputs apart. */
export interface RecorderTools {
  readonly params: Block
  readonly run: (step: unknown, wired?: Readonly<Record<string, unknown>>, options?: RunOptions) => Block
  readonly map: (over: unknown, block: (item: Ref<never>, index: Ref<never>) => unknown, options?: MapOptions) => Block
  readonly when: (
    condition: Condition,
    then: () => unknown,
    ...rest: readonly [otherwise?: (() => unknown) | NodeOptions, options?: NodeOptions]
  ) => Block
}

/** Records the graph that one call of `build` describes. Equal builds leave equal graphs. */
export function recordGraph({ pipeline, hooks, params, build }: GraphOptions): Graph {
  const recording = createRecording(pipeline)
  const top = recordBlock(recording, '', (scope) => build(toolsOf(recording, params(scope))))
  return { ...top, hooks: recordHooks(recording, '', hooks), steps: recording.steps }
}

function toolsOf(recording: Recording, params: Block): RecorderTools {
  return {
    params,
    run: (step, wired, options) => recordStep(recording, { step, wired, options }),
    map: (over, block, options) => recordMap(recording, { over, block, options }),
    when: (condition, block, ...[otherwise, options]) =>
      typeof otherwise === 'function'
        ? recordWhen(recording, { condition, block, otherwise, options })
        : recordWhen(recording, { condition, block, otherwise: undefined, options: otherwise ?? options }),
  }
}
