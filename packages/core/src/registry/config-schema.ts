import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import type { Json } from '../util/json.ts'
import type { Path } from './origin.ts'
import { isReferenceOnly } from './references.ts'

/** What a JSON Schema tells of a config, beside what the flavor's own validation finds. */
export interface ConfigFindings {
  /** Fields that no part of the schema knows, with those it does know in their place. */
  readonly unknown: readonly { readonly path: Path; readonly known: readonly string[] }[]
  /** Fields marked `writeOnly` that hold something else than a reference. */
  readonly literals: readonly Path[]
  /** All fields marked `writeOnly`. */
  readonly secrets: readonly Path[]
}

type Schema = Readonly<Record<string, unknown>>

/** The JSON Schema of what a flavor takes in, where its schema library can tell (Standard JSON Schema). */
export function jsonSchemaOf(config: StandardSchemaV1): Schema | undefined {
  // The two standards share one property; whether it has the converter is looked at.
  const standard = config['~standard'] as Partial<StandardJSONSchemaV1.Props>
  try {
    return standard.jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    // A schema with parts that JSON Schema cannot say.
    return undefined
  }
}

/** Compares a config with the JSON Schema of its flavor, all levels down. */
export function inspectConfig(config: Json, root: Schema): ConfigFindings {
  const unknown: { path: Path; known: readonly string[] }[] = []
  const literals: Path[] = []
  const secrets: Path[] = []
  const visit = (value: Json, schemas: readonly Schema[], path: Path): void => {
    if (schemas.some(({ writeOnly }) => writeOnly === true)) {
      secrets.push(path)
      if (!isReferenceOnly(value)) literals.push(path)
      return
    }
    if (value === null || typeof value !== 'object') return
    for (const [key, member] of Object.entries(value)) {
      const inner = [...path, Array.isArray(value) ? Number(key) : key]
      const below = schemas.flatMap((schema) => schemasBelow(schema, key, { root, isList: Array.isArray(value) }))
      if (below.length > 0) visit(member, below, inner)
      else if (!Array.isArray(value)) unknown.push({ path: inner, known: knownFields(schemas) })
    }
  }
  visit(config, alternatives(root, root), [])
  return { unknown, literals, secrets }
}

/** What a schema says of one member of a mapping or list; nothing where it does not know it. */
function schemasBelow(schema: Schema, key: string, within: { root: Schema; isList: boolean }): readonly Schema[] {
  const { properties, additionalProperties, patternProperties, items, prefixItems } = schema
  const below = (found: unknown) => (isSchema(found) ? alternatives(found, within.root) : [ANYTHING])
  if (within.isList) {
    const fixed: unknown = Array.isArray(prefixItems) ? prefixItems[Number(key)] : undefined
    return below(fixed ?? items)
  }
  if (isSchema(properties) && Object.hasOwn(properties, key)) return below(properties[key])
  if (isSchema(patternProperties)) {
    const match = Object.entries(patternProperties).find(([pattern]) => matches(pattern, key))
    if (match) return below(match[1])
  }
  if (additionalProperties !== undefined) return additionalProperties === false ? [] : below(additionalProperties)
  // Properties without a word about others: only those are known. Nothing at all: anything goes.
  return properties === undefined && (schema['type'] === undefined || schema['type'] === 'object') ? [ANYTHING] : []
}

function matches(pattern: string, key: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(key)
  } catch {
    // Another dialect's pattern, which the flavor's own validation is left to judge.
    return true
  }
}

const ANYTHING: Schema = {}

/** A schema with its references followed and its alternatives side by side. */
function alternatives(schema: Schema, root: Schema, seen: ReadonlySet<Schema> = new Set()): readonly Schema[] {
  if (seen.has(schema)) return []
  const around = new Set([...seen, schema])
  const inner = ['anyOf', 'oneOf', 'allOf'].flatMap((word) =>
    Array.isArray(schema[word]) ? (schema[word] as unknown[]) : [],
  )
  const target = typeof schema['$ref'] === 'string' ? resolvePointer(schema['$ref'], root) : undefined
  const parts = [...inner, ...(target === undefined ? [] : [target])].filter(isSchema)
  if (parts.length === 0) return [schema]
  const { anyOf: _anyOf, oneOf: _oneOf, allOf: _allOf, $ref: _ref, ...own } = schema
  const says = own['properties'] !== undefined || own['additionalProperties'] !== undefined || own['writeOnly'] === true
  return [...(says ? [own] : []), ...parts.flatMap((part) => alternatives(part, root, around))]
}

function resolvePointer(pointer: string, root: Schema): Schema | undefined {
  if (!pointer.startsWith('#')) return undefined
  let found: unknown = root
  for (const part of pointer.slice(1).split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = isSchema(found) && Object.hasOwn(found, key) ? found[key] : undefined
  }
  return isSchema(found) ? found : undefined
}

function knownFields(schemas: readonly Schema[]): readonly string[] {
  return [...new Set(schemas.flatMap(({ properties }) => (isSchema(properties) ? Object.keys(properties) : [])))]
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
