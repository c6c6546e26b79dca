import { expect, test } from 'vitest'
import { discardedThrough } from './discards.ts'

test('an entry means one step run, or where item numbers are left out from the inside, all of them', () => {
  const through = discardedThrough([
    { path: 'load', through: 1 },
    { path: 'a[1].b', through: 2 },
    { path: 'a.b.c', through: 3 },
    { path: 'a[4].b.c', through: 5 },
  ])
  expect(through('load')).toBe(1)
  expect(through('loader')).toBe(0)
  expect([through('a[1].b'), through('a[2].b'), through('a.b')]).toEqual([2, 0, 0])
  expect(through('a[1].b[2].c')).toBe(3)
  expect(through('a[4].b[2].c')).toBe(5)
})
