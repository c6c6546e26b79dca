/** A source of numbers from 0 (included) to 1 (excluded). */
export type Random = () => number

/** Numbers that look random and are the same for the same seed on every machine (the mulberry32 generator). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The items in another order; each order is equally likely (Fisher and Yates). The list itself stays as it is. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    // Both places lie inside of the list.
    ;[result[last], result[other]] = [result[other] as T, result[last] as T]
  }
  return result
}
