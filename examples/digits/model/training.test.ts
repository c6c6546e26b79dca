import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { accuracyOf, confusionOf } from './confusion.ts'
import { parseDigits } from './digit.ts'
import { createNetwork, PARAMETERS, type Network } from './network.ts'
import { createRandom } from './random.ts'
import { splitDigits } from './split.ts'
import { train, type Epoch } from './training.ts'

const file = join(import.meta.dirname, '../data/digits.csv.gz')
const digits = splitDigits(parseDigits(gunzipSync(readFileSync(file)).toString()), 1)

function fit(seed: number, epochs: number): { network: Network; history: Epoch[] } {
  const random = createRandom(seed)
  const network = createNetwork(48, random)
  return { network, history: [...train(network, digits.train, { rate: 0.5, epochs, random })] }
}

function bytesOf(network: Network): Uint8Array[] {
  return PARAMETERS.map((name) => new Uint8Array(network[name].buffer))
}

test('a network reads at least 95 % of digits that it has never seen', () => {
  const { network, history } = fit(1, 30)
  expect(accuracyOf(confusionOf(network, digits.test))).toBeGreaterThanOrEqual(0.95)
  expect(history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 10)
})

test('the same seed gives the same weights, byte for byte, another seed gives others', () => {
  const bytes = bytesOf(fit(1, 2).network)
  expect(bytesOf(fit(1, 2).network)).toEqual(bytes)
  expect(bytesOf(fit(2, 2).network)).not.toEqual(bytes)
})

test('a caller may stop after any epoch', () => {
  const random = createRandom(1)
  const network = createNetwork(48, random)
  train(network, digits.train, { rate: 0.5, epochs: 30, random }).next()
  expect(bytesOf(network)).toEqual(bytesOf(fit(1, 1).network))
})
