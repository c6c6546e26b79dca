import type { JsonSchema } from '../../util/json.ts'
import { isSchema, resolveSchema } from './schema.ts'

/** The parameters that a schema lists. */
export interface DeclaredParams {
  readonly names: readonly string[]
  /** Whether others may be given, too. */
  readonly open: boolean
  /** The schema of a parameter; undefined where nothing is said of it. */
  schemaOf(name: string): JsonSchema | undefined
}

/**
 * The parameters of a pipeline by its spec's `params`: none where the schema is absent, undefined where it is `null` or
 * does not describe an object's members, so that nobody can tell.
 */
export function declaredParams(schema: JsonSchema | null | undefined): DeclaredParams | undefined {
  if (schema === undefined) return { names: [], open: false, schemaOf: () => undefined }
  if (schema === null) return undefined
  const { properties, additionalProperties: others } = resolveSchema(schema, schema)
  if (!isSchema(properties) && others === undefined) return undefined
  const known = isSchema(properties) ? properties : {}
  return {
    names: Object.keys(known),
    open: others !== undefined && others !== false,
    schemaOf(name) {
      const own = Object.hasOwn(known, name) ? known[name] : others
      return isSchema(own) ? own : undefined
    },
  }
}
