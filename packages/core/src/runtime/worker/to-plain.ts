/**
 * A copy of log fields that JSON can carry, whatever they hold: errors with message and stack, big integers as text,
 * cycles cut. A log line never fails a step.
 */
export function toPlain(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return copyOf(fields, []) as Record<string, unknown> // A record's copy is a record.
}

const DEEPEST = 8

function copyOf(value: unknown, parents: readonly object[]): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (parents.includes(value)) return '[circular]'
  if (parents.length >= DEEPEST) return '[…]'
  const within = [...parents, value]
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack, ...copyOfMembers(value, within) }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Map) return [...value].map((entry) => copyOf(entry, within))
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (member) => copyOf(member, within))
  return copyOfMembers(value, within)
}

function copyOfMembers(value: object, parents: readonly object[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member, parents)]))
}
