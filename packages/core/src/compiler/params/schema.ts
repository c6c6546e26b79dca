import type { Json, JsonSchema } from '../../util/json.ts'

/** Whether a part of a JSON Schema is a schema of the object form. */
export function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Follows `$ref` within the root document; a reference that leads nowhere, or in a circle, gives the empty schema. */
export function resolveSchema(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema
  for (let steps = 0; typeof current.$ref === 'string'; steps += 1) {
    const target = steps < 32 ? lookUp(current.$ref, root) : undefined
    if (!isSchema(target)) return {}
    current = target
  }
  return current
}

function lookUp(pointer: string, root: JsonSchema): Json | undefined {
  if (!pointer.startsWith('#')) return undefined
  const keys = pointer.slice(1).split('/').slice(1)
  return keys.reduce<Json | undefined>((value, key) => {
    const name = decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')
    return isSchema(value) && Object.hasOwn(value, name) ? value[name] : undefined
  }, root)
}
