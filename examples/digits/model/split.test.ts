import { expect, test } from 'vitest'
import type { Digit } from '../artifacts.ts'
import { splitDigits } from './split.ts'

const digits: Digit[] = Array.from({ length: 1797 }, (_, index) => ({ pixels: [index], label: index % 10 }))

test('every digit lands in exactly one part', () => {
  const { train, validation, test } = splitDigits(digits, 1)
  const dealt = [...train, ...validation, ...test]
  expect(new Set(dealt)).toEqual(new Set(digits))
  expect(dealt).toHaveLength(digits.length)
  expect([train.length, validation.length, test.length]).toEqual([1078, 360, 359])
})

test('the seed decides who lands where', () => {
  expect(splitDigits(digits, 1)).toEqual(splitDigits(digits, 1))
  expect(splitDigits(digits, 1)).not.toEqual(splitDigits(digits, 2))
})
