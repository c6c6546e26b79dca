/** Replaces secret values in every text of a JSON-like value. */
export type Redact = <T>(value: T) => T

/** What stands in the place of a secret. */
const MASK = '***'
/** A line of a multi-line secret that is shorter could be any text. */
const SHORTEST_LINE = 6

/** Makes the replacement for these values. Since output is looked at line by line, the lines of a value count as well. */
export function createRedact(secrets: Iterable<string>): Redact {
  const texts = new Set<string>()
  for (const secret of secrets) {
    if (secret !== '') texts.add(secret)
    const lines = secret.split(/\r?\n/)
    if (lines.length > 1) for (const line of lines) if (line.trim().length >= SHORTEST_LINE) texts.add(line.trim())
  }
  if (texts.size === 0) return (value) => value
  // The longest first, so that a value that contains another one disappears as a whole.
  const ordered = [...texts].sort((a, b) => b.length - a.length)
  const inText = (text: string) => ordered.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
  // Texts are replaced by texts, so the value keeps its type.
  return <T>(value: T) => within(value, inText) as T
}

function within(value: unknown, inText: (text: string) => string): unknown {
  if (typeof value === 'string') return inText(value)
  if (Array.isArray(value)) return value.map((member) => within(member, inText))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [inText(key), within(member, inText)]))
}
