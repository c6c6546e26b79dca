import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { AnyArtifactType, ArtifactType } from '../contracts/definition.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { ArtifactTypeSpec } from '../spec/artifact-type.ts'
import { deepFreeze } from '../util/freeze.ts'
import { accepts } from './schema-issues.ts'
import { type Direction, jsonSchemaOf } from './json-schema.ts'
import { kindOf } from './kind-of.ts'

/** What describes an input or output: a Standard Schema (kept as JSON), or an artifact type with a materializer. */
export type Field = StandardSchemaV1 | AnyArtifactType

/** Inputs or outputs by name. */
export type Fields = { readonly [name: string]: Field }

/** What may be given to a field, before its schema has seen it. */
export type Given<F> = F extends StandardSchemaV1
  ? StandardSchemaV1.InferInput<F>
  : F extends ArtifactType<infer T>
    ? T
    : never

/** What comes out of a field, after its schema has seen it. */
export type Parsed<F> = F extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<F>
  : F extends ArtifactType<infer T>
    ? T
    : never

/** Whether a value is a Standard Schema; some libraries make them functions. */
export function isSchema(value: unknown): value is StandardSchemaV1 {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && '~standard' in value
}

/** Whether a value is an artifact type, also one of another copy of core. */
function isArtifactType(value: unknown): value is AnyArtifactType {
  return typeof value === 'object' && value !== null && 'spec' in value && 'optional' in value
}

/**
 * The artifact type of a field. `direction` says for which side the JSON Schema is meant: what an input takes, or what
 * an output gives. Throws `AUTHORING_TYPE_INVALID`, beginning with `what`.
 */
export function typeOfField(field: Field, direction: Direction, what: string): AnyArtifactType {
  if (isArtifactType(field)) return deepFreezeSpec({ ...field, spec: specOf(field, direction) })
  if (isSchema(field)) {
    const type = { spec: { materializer: 'json' }, schema: field, optional: accepts(field, undefined) }
    return deepFreezeSpec({ ...type, spec: specOf(type, direction) })
  }
  throw new RegaugeError('AUTHORING_TYPE_INVALID', {
    message: `${what} is described by ${kindOf(field)}, which is no schema and no artifact type.`,
    hint: 'Use a Standard Schema such as z.number(), artifact({ … }) or listOf(…).',
  })
}

/** The artifact types of named fields. */
export function typesOfFields(
  fields: Fields,
  direction: Direction,
  what: (name: string) => string,
): Readonly<Record<string, AnyArtifactType>> {
  const entries = Object.entries(fields)
  return Object.freeze(
    Object.fromEntries(entries.map(([name, field]) => [name, typeOfField(field, direction, what(name))])),
  )
}

function specOf(type: AnyArtifactType, direction: Direction): ArtifactTypeSpec {
  if (type.item) return { ...type.spec, item: specOf(type.item, direction) }
  const schema = type.schema && jsonSchemaOf(type.schema, direction)
  return schema ? { ...type.spec, schema } : type.spec
}

function deepFreezeSpec(type: AnyArtifactType): AnyArtifactType {
  deepFreeze(type.spec)
  return Object.freeze(type)
}
