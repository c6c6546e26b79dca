import type { Json, JsonSchema } from '../../util/json.ts'
import { isJson } from '../../util/canonical-json.ts'
import { isSchema, resolveSchema } from './schema.ts'

/** What became of a text: a value, or what was expected instead. */
export type ParsedText = { readonly value: Json } | { readonly expected: string }

/**
 * Reads a text as a schema asks for it: a string as it stands, numbers and booleans in plain words, a list as JSON or
 * separated by commas, an object as JSON. Of several types the first that fits is taken; strings come late, since every
 * text is one. Only the type is looked at; limits and patterns are left to the pipeline's own schema.
 */
export function parseParamText(text: string, schema: JsonSchema, root: JsonSchema): ParsedText {
  const resolved = resolveSchema(schema, root)
  if ('const' in resolved) return oneOf(text, [resolved.const!])
  if (Array.isArray(resolved.enum)) return oneOf(text, resolved.enum as readonly Json[])
  const choices = choicesOf(resolved)
  if (choices.length > 0) return firstThatFits(text, choices, root)
  const type: unknown = resolved.type
  switch (type) {
    case 'string':
      return { value: text }
    case 'number':
      return numberIn(text) ?? { expected: 'a number such as 0.1 or 1e-3' }
    case 'integer':
      return integerIn(text) ?? { expected: 'a whole number' }
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { expected: 'true or false' }
    case 'null':
      return text === 'null' ? { value: null } : { expected: 'null' }
    case 'array':
      return listIn(text, resolved, root)
    case 'object':
      return jsonIn(text, isSchema) ?? { expected: 'a JSON object such as {"a": 1}' }
    default:
      return { value: parseFreeText(text) }
  }
}

/** Reads a text of which no schema tells anything: a JSON number, boolean, list or object, else a string. */
export function parseFreeText(text: string): Json {
  const parsed = jsonIn(text, (value) => value !== null && typeof value !== 'string')
  return parsed ? parsed.value : text
}

/** The alternatives of a schema. Of an intersection, the first part tells the type. */
function choicesOf(schema: JsonSchema): readonly JsonSchema[] {
  const { type, anyOf, oneOf, allOf } = schema
  if (Array.isArray(type)) return type.map((each) => ({ ...schema, type: each }))
  const choices = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : []))
  if (choices.length > 0) return choices.filter(isSchema)
  const parts = Array.isArray(allOf) ? (allOf as readonly Json[]).filter(isSchema) : []
  return type === undefined ? parts.slice(0, 1) : []
}

function firstThatFits(text: string, choices: readonly JsonSchema[], root: JsonSchema): ParsedText {
  const ranked = choices.map((schema) => ({ schema, rank: rankOf(resolveSchema(schema, root), text) }))
  const ordered = ranked.sort((a, b) => a.rank - b.rank)
  const parsed = ordered.map(({ schema }) => parseParamText(text, schema, root))
  const fitting = parsed.find((each) => 'value' in each)
  return fitting ?? { expected: parsed.flatMap((each) => ('expected' in each ? [each.expected] : [])).join(', or ') }
}

/** Any text is a string, and without brackets it may be a list, too; so those are tried late. */
function rankOf({ type, enum: members, const: value }: JsonSchema, text: string): number {
  if (type === 'array') return text.trimStart().startsWith('[') ? 0 : 2
  return type === 'string' && members === undefined && value === undefined ? 1 : 0
}

function oneOf(text: string, values: readonly Json[]): ParsedText {
  const value = values.find((each) => (typeof each === 'string' ? each : JSON.stringify(each)) === text)
  if (value !== undefined) return { value }
  const names = values.map((each) => JSON.stringify(each)).join(', ')
  return { expected: values.length === 1 ? names : `one of ${names}` }
}

function numberIn(text: string): { readonly value: number } | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? { value } : undefined
}

function integerIn(text: string): { readonly value: number } | undefined {
  const parsed = numberIn(text)
  return parsed && Number.isSafeInteger(parsed.value) ? parsed : undefined
}

function listIn(text: string, schema: JsonSchema, root: JsonSchema): ParsedText {
  if (text.trimStart().startsWith('[')) {
    return jsonIn(text, Array.isArray) ?? { expected: 'a JSON list such as [1, 2]' }
  }
  if (text === '') return { value: [] }
  const { prefixItems, items } = schema
  const first = Array.isArray(prefixItems) ? (prefixItems as readonly Json[]) : []
  const values: Json[] = []
  for (const [number, part] of text.split(',').entries()) {
    const item = first[number] ?? items
    const parsed = isSchema(item) ? parseParamText(part.trim(), item, root) : { value: parseFreeText(part.trim()) }
    if ('expected' in parsed)
      return { expected: `a list, by commas or in JSON, of which each item is ${parsed.expected}` }
    values.push(parsed.value)
  }
  return { value: values }
}

function jsonIn(text: string, fits: (value: Json) => boolean): { readonly value: Json } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJson(value) && fits(value) ? { value } : undefined
  } catch {
    return undefined
  }
}
