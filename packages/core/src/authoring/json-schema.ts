import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { JsonSchema } from '../util/json.ts'
import { toJson } from './to-json.ts'

/** Which side of a schema is meant: what it takes, or what it gives. */
export type Direction = 'input' | 'output'

/**
 * The JSON Schema (draft 2020-12) of one side of a schema; undefined where its library does not offer Standard JSON
 * Schema or cannot express this one.
 */
export function jsonSchemaOf(schema: StandardSchemaV1, direction: Direction): JsonSchema | undefined {
  if (!offersJsonSchema(schema)) return undefined
  try {
    const { $schema: _, ...document } = schema['~standard'].jsonSchema[direction]({ target: 'draft-2020-12' })
    const copy = toJson(document)
    return copy.fits ? (copy.json as JsonSchema) : undefined // An object's copy is an object.
  } catch {
    // Libraries throw for what JSON Schema cannot say (dates, transforms); the value is then only checked at run time.
    return undefined
  }
}

function offersJsonSchema(schema: StandardSchemaV1): schema is StandardSchemaV1 & StandardJSONSchemaV1 {
  return 'jsonSchema' in schema['~standard']
}
