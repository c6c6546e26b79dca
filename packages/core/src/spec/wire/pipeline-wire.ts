import { z } from 'zod'
import {
  type HookRole,
  type InputSpec,
  type MapNodeSpec,
  type NodeSpec,
  PIPELINE_SCHEMA,
  type PipelineSpec,
  type ScopeSpec,
  type StepNodeSpec,
  type WhenNodeSpec,
} from '../pipeline-spec.ts'
import type { PolicySpec } from '../policy.ts'
import type { ScheduleConcurrency, ScheduleSpec } from '../schedule-spec.ts'
import type { ArtifactWire } from './artifact-wire.ts'
import type { GraphWire } from './graph-wire.ts'
import { oneOf, variantsOf, type WireKit } from './kit.ts'
import { failMode } from './policy-wire.ts'
import { duration, jsonObject, listOf, name, namedOf, positive, text, texts } from './scalars.ts'

/** The schema of a hook's role. */
export const hookRole = oneOf<HookRole>({ onSuccess: true, onFailure: true, onEnd: true })

/** What the schema of a pipeline is made of. */
export interface PipelineParts extends ArtifactWire, GraphWire {
  readonly policy: z.ZodType<PolicySpec>
}

/** Schemas of a pipeline spec and of what a plan has in common with it. */
export interface PipelineWire {
  readonly pipelineSpec: z.ZodType<PipelineSpec>
  readonly input: z.ZodType<InputSpec>
  readonly command: z.ZodType<NonNullable<StepNodeSpec['command']>>
}

export function pipelineWire(kit: WireKit, parts: PipelineParts): PipelineWire {
  const { object, named } = kit
  const { artifactType, source, policy } = parts
  const input = named('Input', object<InputSpec>({ type: artifactType }, { source, optional: z.literal(true) }))
  const command = object<NonNullable<StepNodeSpec['command']>>({ argv: z.array(text).min(1), files: texts })
  const step: z.ZodType<StepNodeSpec> = named(
    'StepNode',
    object<StepNodeSpec>(
      { kind: z.literal('step'), id: name, step: name, inputs: namedOf(input), outputs: namedOf(artifactType), policy },
      { description: text, command, after: texts, hooks: listOf(z.lazy(() => step)), role: hookRole },
    ),
  )
  const schedule = object<ScheduleSpec>(
    {
      name,
      cron: text,
      timeZone: text,
      concurrency: oneOf<ScheduleConcurrency>({ allow: true, forbid: true, replace: true }),
      params: jsonObject,
    },
    { deadline: duration },
  )
  const nodes = listOf(nodeWire(kit, parts, step))
  const pipelineSpec = object<PipelineSpec>(
    { schema: z.literal(PIPELINE_SCHEMA), name, policy, nodes, outputs: namedOf(source) },
    {
      description: text,
      params: z.nullable(jsonObject),
      failMode,
      deadline: duration,
      schedules: listOf(schedule),
      hooks: listOf(step),
    },
  )
  return { pipelineSpec, input, command }
}

function nodeWire(
  { object, named }: WireKit,
  { source, condition }: GraphWire,
  step: z.ZodType<StepNodeSpec>,
): z.ZodType<NodeSpec> {
  const scope: z.ZodType<ScopeSpec> = named(
    'Scope',
    object<ScopeSpec>({ nodes: listOf(z.lazy(() => node)), outputs: namedOf(source) }),
  )
  const map = object<MapNodeSpec>(
    { kind: z.literal('map'), id: name, over: source, body: scope },
    { concurrency: positive, bundle: positive, after: texts },
  )
  const when = object<WhenNodeSpec>(
    // oxlint-disable-next-line unicorn/no-thenable -- the spec's own word, in a schema that nobody awaits
    { kind: z.literal('when'), id: name, condition, then: scope },
    { after: texts, else: scope },
  )
  const node: z.ZodType<NodeSpec> = named('Node', variantsOf<NodeSpec>()('kind', [step, map, when]))
  return node
}
