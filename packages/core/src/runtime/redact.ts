/** Replaces secret values in every text of a JSON-like value. */
export type Redact = <T>(value: T) => T

/** The secrets that a launcher has given out. None of them may reach a record, whichever attempt wrote it. */
export interface Redaction {
  /** Replaces these from now on. */
  add(secrets: Iterable<string>): void
  readonly redact: Redact
}

/** What stands in the place of a secret. */
const MASK = '***'
/** A line of a multi-line secret that is shorter could be any text. */
const SHORTEST_LINE = 6

/** A redaction that knows no secret yet. */
export function createRedaction(): Redaction {
  const known = new Set<string>()
  let texts: readonly string[] = []
  const inText = (text: string) => texts.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
  return {
    add(secrets) {
      for (const secret of secrets) for (const text of textsOf(secret)) known.add(text)
      // The longest first, so that a value that contains another one disappears as a whole.
      texts = [...known].sort((a, b) => b.length - a.length)
    },
    // Texts are replaced by texts, so the value keeps its type.
    redact: <T>(value: T) => (texts.length === 0 ? value : (within(value, inText) as T)),
  }
}

/** Output is looked at line by line, so the lines of a secret count as well. */
function textsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim())
  const long = lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_LINE) : []
  return secret === '' ? [] : [secret, ...long]
}

function within(value: unknown, inText: (text: string) => string): unknown {
  if (typeof value === 'string') return inText(value)
  if (Array.isArray(value)) return value.map((member) => within(member, inText))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [inText(key), within(member, inText)]))
}
