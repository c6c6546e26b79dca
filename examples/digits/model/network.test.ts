import { expect, test } from 'vitest'
import { PIXELS } from './digit.ts'
import { activate, createNetwork, emptyNetwork, predict } from './network.ts'
import { createRandom } from './random.ts'

const inputs = Float64Array.from({ length: PIXELS }, (_, index) => index / PIXELS)

test('a network of zeros finds every class equally likely', () => {
  const { hidden, probabilities } = activate(emptyNetwork(4), inputs)
  expect([...hidden]).toEqual([0, 0, 0, 0])
  for (const probability of probabilities) expect(probability).toBeCloseTo(0.1)
})

test('probabilities sum to 1, also where the scores are huge', () => {
  const network = createNetwork(4, createRandom(1))
  network.outputBiases[7] = 1e300
  const { probabilities } = activate(network, inputs)
  expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1)
  expect(predict(network, inputs)).toBe(7)
})
