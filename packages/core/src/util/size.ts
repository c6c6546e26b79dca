/** An amount of bytes with its unit, binary (`'512Mi'`, `'16Gi'`) or decimal (`'500M'`, `'2G'`). */
export type Size = `${number}${'K' | 'M' | 'G' | 'T' | 'Ki' | 'Mi' | 'Gi' | 'Ti'}`

const UNITS: Readonly<Record<string, number>> = {
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}
/** What {@link parseSize} reads. */
export const SIZE_PATTERN = /^(\d+(?:\.\d+)?)([KMGT]i?)$/

/** The bytes of a size, or undefined where the text is none. */
export function parseSize(text: string): number | undefined {
  const match = SIZE_PATTERN.exec(text)
  if (!match) return undefined
  return Math.round(Number(match[1]) * UNITS[match[2]!]!)
}

/** A short text for people: `812 B`, `4.0 KiB`, `1.5 GiB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let amount = bytes / 1024
  let unit = 0
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit += 1
  }
  return `${amount.toFixed(1)} ${units[unit]}`
}
