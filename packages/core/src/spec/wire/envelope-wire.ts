import { z } from 'zod'
import { type BundleSpec, type Envelope, type InputBinding, PROTOCOL } from '../envelope.ts'
import type { ArtifactWire } from './artifact-wire.ts'
import type { WireKit } from './kit.ts'
import { hookRole, type PipelineWire } from './pipeline-wire.ts'
import type { PlanWire } from './plan-wire.ts'
import { count, digest, json, listOf, name, namedOf, positive, recordOf, text, texts } from './scalars.ts'

/** What the schemas of envelopes and bundles are made of. */
export interface EnvelopeParts extends ArtifactWire, PipelineWire, PlanWire {}

/** Schemas of what a driver gives to a runner. */
export interface EnvelopeWire {
  readonly envelope: z.ZodType<Envelope>
  readonly bundle: z.ZodType<BundleSpec>
}

export function envelopeWire({ object, named }: WireKit, parts: EnvelopeParts): EnvelopeWire {
  const binding: z.ZodType<InputBinding> = z.union([
    object<Exclude<InputBinding, { artifact: unknown }>>({ value: json }),
    parts.artifactItemRef,
  ])
  const envelope = named(
    'Envelope',
    object<Envelope>(
      {
        protocol: z.literal(PROTOCOL),
        run: text,
        pipeline: name,
        epoch: positive,
        path: text,
        attempt: positive,
        node: text,
        step: name,
        items: listOf(count),
        code: digest,
        plan: digest,
        inputs: namedOf(binding),
        outputs: namedOf(parts.artifactType),
        graceMs: count,
        env: recordOf(text),
        secrets: texts,
      },
      { role: hookRole, command: parts.command, timeoutMs: count },
    ),
  )
  const bundle = object<BundleSpec>(
    { id: text, launcher: text, resources: parts.resources, envelopes: z.array(envelope).min(1) },
    { image: text },
  )
  return { envelope, bundle }
}
