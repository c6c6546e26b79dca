import { expect, test } from 'vitest'
import { createArtifactCache } from './artifact-cache.ts'

/** A decoding that counts how often it was asked for. */
function decoding(value: string, size = 1) {
  const asked = { times: 0 }
  const decode = async () => {
    asked.times += 1
    return Promise.resolve({ value, size })
  }
  return { asked, decode }
}

test('a part is decoded once, also for calls at the same time', async () => {
  const cache = createArtifactCache()
  const { asked, decode } = decoding('x')
  expect(await Promise.all([cache.get('a', decode), cache.get('a', decode)])).toEqual(['x', 'x'])
  expect(await cache.get('a', decode)).toBe('x')
  expect(asked.times).toBe(1)
})

test('the abort of one call is not that of another which waited for the same part', async () => {
  const cache = createArtifactCache()
  const { asked, decode } = decoding('x')
  const aborted = new Error('aborted')
  const first = cache.get('a', () => Promise.reject(aborted))
  const others = [cache.get('a', decode), cache.get('a', decode)]
  await expect(first).rejects.toBe(aborted)
  expect(await Promise.all(others)).toEqual(['x', 'x'])
  expect(await cache.get('a', decode)).toBe('x')
  expect(asked.times).toBe(2)
})

test('the parts that were not used for longest go first', async () => {
  const cache = createArtifactCache({ maxBytes: 2 })
  const parts = { a: decoding('a'), b: decoding('b'), c: decoding('c') }
  const get = (name: keyof typeof parts) => cache.get(name, parts[name].decode)
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b'] as const) expect(await get(name)).toBe(name)
  expect([parts.a.asked.times, parts.b.asked.times, parts.c.asked.times]).toEqual([1, 2, 1])
})

test('a part that leaves while it is being decoded takes no room', async () => {
  const cache = createArtifactCache({ maxBytes: 2 })
  const late = Promise.withResolvers<{ value: string; size: number }>()
  const pending = cache.get('late', () => late.promise)
  for (const name of ['a', 'b', 'c']) await cache.get(name, decoding(name).decode)
  late.resolve({ value: 'late', size: 1_000 })
  expect(await pending).toBe('late')
  const { asked, decode } = decoding('d')
  for (let turn = 0; turn < 3; turn += 1) await cache.get('d', decode)
  const e = decoding('e')
  await cache.get('e', e.decode)
  await cache.get('d', decode)
  await cache.get('e', e.decode)
  expect([asked.times, e.asked.times]).toEqual([1, 1])
})
