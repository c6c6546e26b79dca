import { expect, test } from 'vitest'
import { createNetwork } from './network.ts'
import { createRandom } from './random.ts'
import { fromTensors, toTensors } from './weights.ts'

const network = createNetwork(3, createRandom(1))

test('a network survives the way through its tensors', () => {
  expect(fromTensors(toTensors(network))).toEqual(network)
})

test('each tensor has the shape of its layer', () => {
  const shapes = Object.entries(toTensors(network)).map(([name, { shape }]) => [name, shape])
  expect(Object.fromEntries(shapes)).toEqual({
    hiddenWeights: [3, 64],
    hiddenBiases: [3],
    outputWeights: [10, 3],
    outputBiases: [10],
  })
})

test('tensors of another network are refused by name', () => {
  const tensors = toTensors(network)
  const wider = toTensors(createNetwork(4, createRandom(1)))
  expect(() => fromTensors({})).toThrow('no tensor "hiddenWeights"')
  expect(() => fromTensors({ ...tensors, outputWeights: wider.outputWeights! })).toThrow('"outputWeights" of 10 x 3')
  const coarse = { dtype: 'F32', shape: [10], values: new Float32Array(10) } as const
  expect(() => fromTensors({ ...tensors, outputBiases: coarse })).toThrow('"outputBiases" of 10 numbers of type F64')
})
