/** Compares two dynamic paths as people count: `sweep[2].fit` before `sweep[10].fit`. Zero only for equal paths. */
export function comparePaths(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  let at = 0
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  if (at === shorter) return a.length - b.length
  let start = at
  while (start > 0 && isDigit(a, start - 1)) start -= 1
  // Item numbers have no leading zeros, so that the one with more digits is larger.
  const digits = a[start - 1] === '[' ? digitsFrom(a, at) - digitsFrom(b, at) : 0
  return digits === 0 ? a.charCodeAt(at) - b.charCodeAt(at) : digits
}

function digitsFrom(text: string, start: number): number {
  let end = start
  while (isDigit(text, end)) end += 1
  return end - start
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}
