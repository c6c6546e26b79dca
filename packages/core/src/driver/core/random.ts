/** A small seeded generator (mulberry32): the same seed gives the same numbers. */
export interface Random {
  seed: number
}

/** The next number from 0 up to, but not including, 1. */
export function nextRandom(random: Random): number {
  random.seed = (random.seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(random.seed ^ (random.seed >>> 15), 1 | random.seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
