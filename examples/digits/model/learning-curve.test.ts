import { expect, test } from 'vitest'
import { bestOf, finalAccuracy } from './learning-curve.ts'

const curve = (...accuracies: number[]) => ({
  rate: 0.1,
  points: accuracies.map((accuracy, index) => ({ epoch: index + 1, loss: 1, accuracy })),
})

test('the best curve is the one that ends highest, the first of equals', () => {
  expect(bestOf([curve(0.9, 0.5), curve(0.2, 0.8), curve(0.8)])).toBe(1)
})

test('a curve without points counts as 0', () => {
  expect(finalAccuracy(curve())).toBe(0)
  expect(bestOf([curve(), curve(0.1)])).toBe(1)
})

test('there is no best of nothing', () => {
  expect(() => bestOf([])).toThrow('no learning curve')
})
