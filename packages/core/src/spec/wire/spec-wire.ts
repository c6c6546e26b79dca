import type { z } from 'zod'
import type { StackSpec } from '../stack-spec.ts'
import { type ArtifactWire, artifactWire } from './artifact-wire.ts'
import { type EnvelopeWire, envelopeWire } from './envelope-wire.ts'
import { graphWire } from './graph-wire.ts'
import { createWireKit, type WireKit } from './kit.ts'
import { type PipelineWire, pipelineWire } from './pipeline-wire.ts'
import { type PlanWire, planWire } from './plan-wire.ts'
import { policyWire } from './policy-wire.ts'
import { json } from './scalars.ts'
import { stackWire } from './stack-wire.ts'

/** The schemas of all that `spec/` describes. */
export interface SpecWire extends ArtifactWire, PipelineWire, PlanWire, EnvelopeWire {
  readonly stackSpec: z.ZodType<StackSpec>
}

/** Makes the schemas with a kit, which decides what becomes of unknown members. */
export function specWire(kit: WireKit): SpecWire {
  kit.named('Json', json)
  const policy = policyWire(kit)
  const parts = { ...artifactWire(kit), ...graphWire(kit), policy }
  const pipeline = { ...parts, ...pipelineWire(kit, parts) }
  const plan = { ...pipeline, ...planWire(kit, pipeline) }
  return { ...plan, ...envelopeWire(kit, plan), stackSpec: stackWire(kit, policy) }
}

const strict = createWireKit('strict')

/** What is published of specs. They refuse unknown members: a misspelt wish must not be dropped. */
export const SPEC_SCHEMAS: SpecWire = Object.freeze(specWire(strict))

/** The names of the parts of {@link SPEC_SCHEMAS}, for `z.toJSONSchema`. */
export const SPEC_NAMES = strict.names
