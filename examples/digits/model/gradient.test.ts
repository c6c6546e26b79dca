import { expect, test } from 'vitest'
import { PIXELS } from './digit.ts'
import { addGradient, lossOf } from './gradient.ts'
import { createNetwork, emptyNetwork, PARAMETERS } from './network.ts'
import { createRandom } from './random.ts'

const random = createRandom(1)
const network = createNetwork(5, random)
const samples = [3, 8].map((label) => ({ inputs: Float64Array.from({ length: PIXELS }, random), label }))

test.each(PARAMETERS)('the gradient of %s is the slope that finite differences measure', (name) => {
  const gradient = emptyNetwork(5)
  for (const sample of samples) addGradient(network, sample, gradient)
  const lossAt = (place: number, value: number): number => {
    const moved = { ...network, [name]: network[name].with(place, value) }
    return samples.reduce((sum, sample) => sum + lossOf(moved, sample), 0)
  }
  const distance = 1e-5
  const slopes = network[name].map(
    (value, place) => (lossAt(place, value + distance) - lossAt(place, value - distance)) / (2 * distance),
  )
  expect(slopes.some((slope) => Math.abs(slope) > 0.01)).toBe(true)
  for (const [place, slope] of slopes.entries()) expect(gradient[name][place]).toBeCloseTo(slope, 8)
})

test('adding a gradient reports the loss that it belongs to', () => {
  expect(addGradient(network, samples[0]!, emptyNetwork(5))).toBe(lossOf(network, samples[0]!))
})

test('the loss of an answer that is certain and wrong is finite', () => {
  const certain = createNetwork(5, random)
  certain.outputBiases[0] = 1e6
  expect(lossOf(certain, samples[0]!)).toBeGreaterThan(700)
  expect(lossOf(certain, samples[0]!)).toBeLessThan(Infinity)
})
