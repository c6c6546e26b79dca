import { expect, test } from 'vitest'
import { createRequestRate } from './request-rate.ts'

test('as many as the burst begin at once, and the next one waits', async () => {
  const rate = createRequestRate({ qps: 0.001, burst: 3, now: () => 0 })
  for (let index = 0; index < 3; index += 1) await rate.take()
  const abort = new AbortController()
  const reason = new Error('not wanted any more')
  const waiting = rate.take(abort.signal)
  abort.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})

test('tokens come back evenly, and never more than the burst', async () => {
  let time = 0
  const rate = createRequestRate({ qps: 1000, burst: 2, now: () => time })
  await rate.take()
  await rate.take()
  time = 1
  await rate.take()
  time = 10_000
  const abort = new AbortController()
  const taken: string[] = []
  const taking = ['a', 'b', 'c'].map(async (name) => {
    await rate.take(abort.signal)
    taken.push(name)
  })
  await Promise.all(taking.slice(0, 2))
  expect(taken).toEqual(['a', 'b'])
  abort.abort()
  await Promise.allSettled(taking)
})

test('those who wait begin in the order of their asking', async () => {
  const rate = createRequestRate({ qps: 500, burst: 1 })
  const begun: number[] = []
  const taking = Array.from({ length: 5 }, async (_, index) => {
    await rate.take()
    begun.push(index)
  })
  await Promise.all(taking)
  expect(begun).toEqual([0, 1, 2, 3, 4])
})

test('a token that is given back is there for others', async () => {
  const rate = createRequestRate({ qps: 0.001, burst: 1, now: () => 0 })
  await rate.take()
  const abort = new AbortController()
  const left = rate.take(abort.signal)
  abort.abort(new Error('left'))
  await expect(left).rejects.toThrow('left')
  const signal = AbortSignal.abort(new Error('gone'))
  await expect(rate.take(signal)).rejects.toThrow('gone')
})
