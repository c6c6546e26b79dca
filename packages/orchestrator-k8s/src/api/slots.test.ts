import { expect, test } from 'vitest'
import { createSlots } from './slots.ts'

test('only so many are in at once, in the order of their asking', async () => {
  const slots = createSlots(2)
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const begun: number[] = []
  const running = gates.map(({ promise }, index) =>
    slots.run(() => {
      begun.push(index)
      return promise
    }),
  )
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  gates[1]!.resolve()
  await running[1]
  await expect.poll(() => begun).toEqual([0, 1, 2])
  for (const { resolve } of gates) resolve()
  await Promise.all(running)
  expect(begun).toEqual([0, 1, 2, 3])
})

test('whoever does not wait any longer makes room for the next', async () => {
  const slots = createSlots(1)
  const gate = Promise.withResolvers<void>()
  const first = slots.run(() => gate.promise)
  const abort = new AbortController()
  const reason = new Error('not wanted any more')
  const second = slots.run(() => Promise.resolve('second'), abort.signal)
  const third = slots.run(() => Promise.resolve('third'))
  abort.abort(reason)
  await expect(second).rejects.toBe(reason)
  gate.resolve()
  await first
  expect(await third).toBe('third')
})

test('a failure leaves its place', async () => {
  const slots = createSlots(1)
  await expect(slots.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
  expect(await slots.run(() => Promise.resolve('next'))).toBe('next')
})
