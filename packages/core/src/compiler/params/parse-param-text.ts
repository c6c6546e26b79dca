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
  return parseWithin(text, schema, { root, depth: 0, inList: false })
}

interface Around {
  /** The document that references are looked up in. */
  readonly root: JsonSchema
  /** How many schemas lie around; alternatives that refer to each other in a circle end at a limit. */
  readonly depth: number
  /** Inside of a list without brackets, where another one could not be told apart. */
  readonly inList: boolean
}

const DEEPEST = 32

function parseWithin(text: string, schema: JsonSchema, around: Around): ParsedText {
  const resolved = resolveSchema(schema, around.root)
  if (resolved.const !== undefined) return oneOf(text, [resolved.const])
  if (resolved.enum !== undefined) return oneOf(text, itemsOf(resolved.enum))
  const inner = { ...around, depth: around.depth + 1 }
  const choices = inner.depth > DEEPEST ? [] : choicesOf(resolved)
  if (choices.length > 0) return firstThatFits(text, choices, inner)
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
      return listIn(text, resolved, inner)
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
  const choices = [...itemsOf(anyOf), ...itemsOf(oneOf)].filter(isSchema)
  if (choices.length > 0 || type !== undefined) return choices
  return itemsOf(allOf).filter(isSchema).slice(0, 1)
}

function itemsOf(value: Json | undefined): readonly Json[] {
  // Array.isArray does not narrow to a readonly array.
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

function firstThatFits(text: string, choices: readonly JsonSchema[], around: Around): ParsedText {
  const ranked = choices.map((schema) => ({ schema, rank: rankOf(resolveSchema(schema, around.root), text) }))
  const expected: string[] = []
  for (const { schema } of ranked.sort((a, b) => a.rank - b.rank)) {
    const parsed = parseWithin(text, schema, around)
    if ('value' in parsed) return parsed
    expected.push(parsed.expected)
  }
  return { expected: expected.join(', or ') }
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

function listIn(text: string, { prefixItems, items }: JsonSchema, around: Around): ParsedText {
  if (around.inList || text.trimStart().startsWith('[')) {
    return jsonIn(text, Array.isArray) ?? { expected: 'a JSON list such as [1, 2]' }
  }
  if (text === '') return { value: [] }
  const values: Json[] = []
  for (const [number, part] of text.split(',').entries()) {
    const item = itemsOf(prefixItems)[number] ?? items
    const parsed = parseWithin(part.trim(), isSchema(item) ? item : {}, { ...around, inList: true })
    if ('value' in parsed) values.push(parsed.value)
    else return { expected: `a list, by commas or in JSON, of which each item is ${parsed.expected}` }
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
