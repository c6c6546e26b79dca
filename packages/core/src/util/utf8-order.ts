const BEYOND_SURROGATES = /[\ud800-\uffff]/

/**
 * Compares two texts by their UTF-8 bytes. JavaScript's own order, by UTF-16 code units, puts surrogate pairs before
 * U+E000 to U+FFFF; UTF-8 puts them after.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Sorts texts in place by their UTF-8 bytes, and returns them. */
export function sortUtf8(texts: string[]): string[] {
  return texts.some((text) => BEYOND_SURROGATES.test(text)) ? texts.sort(compareUtf8) : texts.sort()
}
