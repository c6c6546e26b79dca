import type { Digit } from '../artifacts.ts'
import { createRandom, shuffled } from './random.ts'

/** Digits by what they are for. */
export interface Split {
  /** To learn from: 60 %. */
  readonly train: Digit[]
  /** To choose by: 20 %. */
  readonly validation: Digit[]
  /** Held out, to judge the chosen network by: 20 %. */
  readonly test: Digit[]
}

/** Deals the digits out at random: each lands in exactly one part, and in the same one for the same seed. */
export function splitDigits(digits: readonly Digit[], seed: number): Split {
  const order = shuffled(digits, createRandom(seed))
  const first = Math.round(order.length * 0.6)
  const second = Math.round(order.length * 0.8)
  return { train: order.slice(0, first), validation: order.slice(first, second), test: order.slice(second) }
}
