const LONGEST = 60

/** A text in one line, cut where it would be too long for a label. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= LONGEST
    ? line
    : `${line
        .slice(0, LONGEST - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}
