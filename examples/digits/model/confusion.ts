import type { Confusion, Digit } from '../artifacts.ts'
import { CLASSES, inputsOf } from './digit.ts'
import { predict, type Network } from './network.ts'

/** Lets the network read digits and counts its answers. */
export function confusionOf(network: Network, digits: readonly Digit[]): Confusion {
  const counts = Array.from({ length: CLASSES }, () => Array.from({ length: CLASSES }, () => 0))
  for (const digit of digits) counts[digit.label]![predict(network, inputsOf(digit))]! += 1
  return counts
}

/** The share of digits that were read rightly, 0 to 1; 0 where there are none. */
export function accuracyOf(confusion: Confusion): number {
  const total = confusion.flat().reduce((sum, count) => sum + count, 0)
  const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0)
  return total === 0 ? 0 : right / total
}
