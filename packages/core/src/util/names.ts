/** What {@link isName} accepts. */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/

/** What a name may look like, for messages. */
export const NAME_RULE = 'a letter, then up to 62 letters, digits, "_" or "-"'

/** Whether a text may name a pipeline, step, output, stack or component: ASCII, at most 63 characters. */
export function isName(text: unknown): text is string {
  return typeof text === 'string' && NAME_PATTERN.test(text)
}

/** The known name nearest to a mistyped one, or undefined where none is near. Case does not count. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Restricted Damerau-Levenshtein distance; `limit` is returned where it would be reached. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution)
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, before[column - 2]! + 1)
      }
      current.push(cost)
    }
    before = previous
    previous = current
  }
  return Math.min(previous[b.length]!, limit)
}

/** A clause for hints: the closest known name, or else all of them. */
export function suggest(name: string, known: Iterable<string>): string {
  const names = [...known]
  const near = closest(name, names)
  if (near !== undefined) return `Did you mean "${near}"?`
  if (names.length === 0) return 'There are none.'
  return `Known: ${names.map((each) => `"${each}"`).join(', ')}.`
}
