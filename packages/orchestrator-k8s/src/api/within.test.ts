import { expect, test } from 'vitest'
import { rest } from './pause.ts'
import { within } from './within.ts'

test('a source that is silent for too long is told so, and its failure is passed on', async () => {
  const { promise, reject } = Promise.withResolvers<never>()
  async function* source() {
    yield 1
    await promise
  }
  const given: number[] = []
  const reading = (async () => {
    for await (const item of within(source(), 20, () => reject(new Error('silent')))) given.push(item)
  })()
  await expect(reading).rejects.toThrow('silent')
  expect(given).toEqual([1])
})

test('the time that the reader takes is not the silence of the source', async () => {
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  async function* source() {
    yield* [1, 2, 3]
  }
  const silences: string[] = []
  for await (const item of within(source(), 20, () => silences.push('silent'))) await rest(item * 30)
  expect(silences).toEqual([])
})

test('a source that is left early is ended', async () => {
  let isEnded = false
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  async function* source() {
    try {
      yield* [1, 2]
    } finally {
      isEnded = true
    }
  }
  for await (const _ of within(source(), 1000, () => undefined)) break
  expect(isEnded).toBe(true)
})
