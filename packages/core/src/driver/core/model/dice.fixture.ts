import { nextRandom } from '../random.ts'

/** Seeded chance for plans and worlds. */
export interface Dice {
  /** True with the given probability. */
  chance(probability: number): boolean
  /** A whole number from 0 up to, but not including, the limit. */
  below(limit: number): number
  pick<T>(choices: readonly T[]): T
}

/** The same seed throws the same numbers. */
export function createDice(seed: number): Dice {
  const random = { seed }
  const below = (limit: number) => Math.floor(nextRandom(random) * limit)
  return {
    chance: (probability) => nextRandom(random) < probability,
    below,
    pick: (choices) => choices[below(choices.length)]!,
  }
}

/** A small number made of a text, the same each time. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619)
  return (hash ^ (hash >>> 13)) >>> 0
}
