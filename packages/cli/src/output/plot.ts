const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/**
 * Numbers in their order as one line of bars, at most `width` of them: neighbours share a bar, which shows their mean.
 * What is not finite is a space; numbers that are all equal get a bar of middle height.
 */
export function sparkline(values: readonly number[], width: number): string {
  const buckets = meansOf(values, width)
  const finite = buckets.filter(Number.isFinite)
  // Halves, since the range between the largest numbers there are is infinite.
  const low = Math.min(...finite) / 2
  const range = Math.max(...finite) / 2 - low
  return buckets
    .map((value) => {
      if (!Number.isFinite(value)) return ' '
      const share = range === 0 ? 0.5 : (value / 2 - low) / range
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]
    })
    .join('')
}

function meansOf(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values
  return Array.from({ length: width }, (_, bucket) => {
    const from = Math.floor((bucket * values.length) / width)
    const to = Math.floor(((bucket + 1) * values.length) / width)
    const finite = values.slice(from, to).filter(Number.isFinite)
    return finite.length === 0 ? NaN : finite.reduce((sum, value) => sum + value / finite.length, 0)
  })
}

/** A number for people: at most five significant digits. */
export function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value)
}
