import type { Json } from './json.ts'

/**
 * The canonical text of a JSON value: object keys sorted by UTF-16 code units, no white space, members that are
 * `undefined` left out. Equal values give equal bytes, so the text can be hashed. Follows RFC 8785 for the order of
 * keys and takes numbers and strings from ECMAScript's own `JSON.stringify`.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  // A null prototype keeps a member called `__proto__` an ordinary member.
  const target: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [key, member] of entries) target[key] = sorted(member)
  return target
}

/** Whether JSON can carry the value without loss: no functions, no class instances, no NaN, no cycles. */
export function isJson(value: unknown): value is Json {
  return isJsonWithin(value, new Set())
}

function isJsonWithin(value: unknown, parents: Set<object>): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || parents.has(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false
  parents.add(value)
  const fits = Object.values(value).every((member) => isJsonWithin(member, parents))
  parents.delete(value)
  return fits
}
