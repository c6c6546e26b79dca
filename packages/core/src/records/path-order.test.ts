import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparePaths } from './path-order.ts'

const scope = fc.tuple(
  fc.constantFrom('a', 'a1', 'a2', 'a10', 'b'),
  fc.option(fc.nat({ max: 120 }), { nil: undefined }),
)
const path = fc.array(scope, { minLength: 1, maxLength: 3 })

test('items are ordered by their numbers, and names by their letters', () => {
  const paths = [
    'sweep[2].fit',
    'sweep[10].fit',
    'sweep[10]',
    'load',
    'sweep',
    'a2',
    'a10',
    'sweep[1].x[3]',
    'sweep[1].x[12]',
  ]
  expect(paths.sort(comparePaths)).toEqual([
    'a10',
    'a2',
    'load',
    'sweep',
    'sweep[1].x[3]',
    'sweep[1].x[12]',
    'sweep[2].fit',
    'sweep[10]',
    'sweep[10].fit',
  ])
})

test('it is an order: of any three, no two contradict the third', () => {
  const text = path.map((scopes) =>
    scopes.map(([name, item]) => (item === undefined ? name : `${name}[${item}]`)).join('.'),
  )
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(Math.sign(comparePaths(a, b))).toBe(-Math.sign(comparePaths(b, a)) + 0)
      expect(comparePaths(a, b) === 0).toBe(a === b)
      if (comparePaths(a, b) <= 0 && comparePaths(b, c) <= 0) return comparePaths(a, c) <= 0
      return true
    }),
  )
})
