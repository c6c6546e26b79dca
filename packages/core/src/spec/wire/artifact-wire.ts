import { z } from 'zod'
import type { ArtifactItemRef, ArtifactRef } from '../artifact-ref.ts'
import type { ArtifactTypeSpec } from '../artifact-type.ts'
import type { WireKit } from './kit.ts'
import { count, digest, json, jsonObject, text } from './scalars.ts'

/** Schemas of artifacts and their types. */
export interface ArtifactWire {
  readonly artifactType: z.ZodType<ArtifactTypeSpec>
  readonly artifactRef: z.ZodType<ArtifactRef>
  readonly artifactItemRef: z.ZodType<ArtifactItemRef>
}

export function artifactWire({ object, named }: WireKit): ArtifactWire {
  const artifactType: z.ZodType<ArtifactTypeSpec> = named(
    'ArtifactType',
    object<ArtifactTypeSpec>(
      { materializer: text },
      { name: text, schema: jsonObject, item: z.lazy(() => artifactType) },
    ),
  )
  const artifactRef = named(
    'ArtifactRef',
    object<ArtifactRef>(
      { format: text, digest, size: count },
      { type: text, value: json, count, chunks: digest, fileName: text },
    ),
  )
  return {
    artifactType,
    artifactRef,
    artifactItemRef: object<ArtifactItemRef>({ artifact: artifactRef }, { item: count }),
  }
}
