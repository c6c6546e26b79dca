import type { Digit } from '../artifacts.ts'

/** Pixels of one digit: 8 rows of 8. */
export const PIXELS = 64

/** Classes a digit may belong to: 0 to 9. */
export const CLASSES = 10

/** The darkest pixel. */
const INK = 16

/**
 * Digits out of CSV text without a header: 64 pixels, then the label, on each line. Throws an error that names the first
 * line of another shape.
 */
export function parseDigits(csv: string): Digit[] {
  return csv.trimEnd().split('\n').map(parseLine)
}

/** The pixels scaled to 0 to 1, as the network takes them. */
export function inputsOf(digit: Digit): Float64Array {
  return Float64Array.from(digit.pixels, (pixel) => pixel / INK)
}

function parseLine(line: string, index: number): Digit {
  const numbers = line.split(',').map(Number)
  const label = numbers.pop()
  if (numbers.length !== PIXELS || !numbers.every(isPixel) || label === undefined || !isLabel(label)) {
    throw new Error(`Line ${index + 1} of the digits is not ${PIXELS} pixels of 0 to ${INK} and a label of 0 to 9.`)
  }
  return { pixels: numbers, label }
}

function isPixel(value: number): boolean {
  return value >= 0 && value <= INK
}

function isLabel(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < CLASSES
}
