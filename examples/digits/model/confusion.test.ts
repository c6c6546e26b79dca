import { expect, test } from 'vitest'
import { accuracyOf, confusionOf } from './confusion.ts'
import { emptyNetwork } from './network.ts'

const pixels = Array.from({ length: 64 }, () => 0)

test('each digit is counted in the row of its label and the column of the answer', () => {
  const always4 = emptyNetwork(1)
  always4.outputBiases[4] = 1
  const confusion = confusionOf(
    always4,
    [4, 4, 4, 9].map((label) => ({ pixels, label })),
  )
  expect(confusion[4]![4]).toBe(3)
  expect(confusion[9]![4]).toBe(1)
  expect(accuracyOf(confusion)).toBe(0.75)
})

test('no digits give an accuracy of 0', () => {
  expect(accuracyOf(confusionOf(emptyNetwork(1), []))).toBe(0)
})
