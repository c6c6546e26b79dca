import { z } from 'zod'
import {
  type LauncherPlan,
  type MapPlan,
  type NodePlan,
  type Plan,
  PLAN_SCHEMA,
  type ResourcePlan,
  type RetryPlan,
  type ScopePlan,
  type StepPlan,
  type WhenPlan,
} from '../plan.ts'
import type { ArtifactWire } from './artifact-wire.ts'
import type { GraphWire } from './graph-wire.ts'
import { oneOf, variantsOf, type WireKit } from './kit.ts'
import { hookRole, type PipelineWire } from './pipeline-wire.ts'
import { failMode } from './policy-wire.ts'
import { count, digest, jsonObject, listOf, name, namedOf, number, positive, recordOf, text, texts } from './scalars.ts'

/** What the schema of a plan is made of. */
export interface PlanParts extends ArtifactWire, GraphWire, PipelineWire {}

/** Schemas of a plan and of what an envelope has in common with it. */
export interface PlanWire {
  readonly plan: z.ZodType<Plan>
  readonly resources: z.ZodType<ResourcePlan>
}

export function planWire(kit: WireKit, parts: PlanParts): PlanWire {
  const { object } = kit
  const resources = object<ResourcePlan>({ cpu: number, gpu: count }, { memory: count })
  const step = stepWire(kit, parts, resources)
  const launcher = object<LauncherPlan>({
    flavor: text,
    image: oneOf<'host' | 'container'>({ host: true, container: true }),
  })
  const plan = object<Plan>(
    {
      schema: z.literal(PLAN_SCHEMA),
      pipeline: name,
      spec: digest,
      params: jsonObject,
      stack: object<Plan['stack']>({ name: text, revision: digest }),
      failMode,
      launchers: recordOf(launcher),
      nodes: listOf(nodeWire(kit, parts, step)),
      outputs: namedOf(parts.source),
      hooks: listOf(step),
    },
    { deadlineMs: count },
  )
  return { plan, resources }
}

function stepWire(
  { object, named }: WireKit,
  { input, artifactType, command }: PlanParts,
  resources: z.ZodType<ResourcePlan>,
): z.ZodType<StepPlan> {
  const retry = object<RetryPlan>(
    { attempts: positive, infrastructure: count, delayMs: count, maxDelayMs: count, backoff: number, jitter: number },
    { onOom: object<NonNullable<RetryPlan['onOom']>>({ memory: number }, { maxBytes: count }) },
  )
  const step: z.ZodType<StepPlan> = named(
    'StepPlan',
    object<StepPlan>(
      {
        kind: z.literal('step'),
        path: text,
        step: name,
        launcher: text,
        resources,
        retry,
        graceMs: count,
        env: recordOf(text),
        secrets: texts,
        inputs: namedOf(input),
        outputs: namedOf(artifactType),
        needs: texts,
        hooks: listOf(z.lazy(() => step)),
      },
      { role: hookRole, image: text, timeoutMs: count, command },
    ),
  )
  return step
}

function nodeWire(
  { object, named }: WireKit,
  { source, condition }: GraphWire,
  step: z.ZodType<StepPlan>,
): z.ZodType<NodePlan> {
  const scope: z.ZodType<ScopePlan> = named(
    'ScopePlan',
    object<ScopePlan>({ nodes: listOf(z.lazy(() => node)), outputs: namedOf(source) }),
  )
  const map = object<MapPlan>(
    { kind: z.literal('map'), path: text, over: source, bundle: positive, needs: texts, body: scope },
    { concurrency: positive },
  )
  const when = object<WhenPlan>(
    // oxlint-disable-next-line unicorn/no-thenable -- the plan's own word, in a schema that nobody awaits
    { kind: z.literal('when'), path: text, condition, needs: texts, then: scope },
    { else: scope },
  )
  const node: z.ZodType<NodePlan> = named('NodePlan', variantsOf<NodePlan>()('kind', [step, map, when]))
  return node
}
