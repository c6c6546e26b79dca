import { expect, test } from 'vitest'
import { createRandom, shuffled } from './random.ts'

test('the same seed draws the same numbers, another seed draws others', () => {
  const draw = (seed: number): number[] => {
    const random = createRandom(seed)
    return Array.from({ length: 5 }, random)
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
})

test('numbers lie in [0, 1) and spread evenly', () => {
  const random = createRandom(1)
  const tenths = Array.from({ length: 10 }, () => 0)
  for (let draw = 0; draw < 10_000; draw++) tenths[Math.floor(random() * 10)]! += 1
  expect(tenths).toHaveLength(10)
  for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('a shuffled list holds the same items in another order and leaves the list alone', () => {
  const items = Array.from({ length: 100 }, (_, index) => index)
  const order = shuffled(items, createRandom(1))
  expect(order).not.toEqual(items)
  expect(order.toSorted((a, b) => a - b)).toEqual(items)
  expect(items[0]).toBe(0)
})
