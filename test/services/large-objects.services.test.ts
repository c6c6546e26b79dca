import type { Source } from '@regauge/core'
import { describe, expect, inject, test } from 'vitest'
import { pattern, read, sourceOf } from './content.fixture.ts'
import { STORES, type TestedStore } from './stores.fixture.ts'

const MEBIBYTE = 1024 * 1024
/** More than two parts, and not a whole number of them. */
const LARGE = 20 * MEBIBYTE + 7

for (const [name, { server, create, open }] of Object.entries<TestedStore>(STORES)) {
  const openStore = async () => open(await create(inject('services')[server]))

  describe(`a large object in ${name}`, () => {
    test('comes back as it was put, whole and in ranges that cross its parts', async () => {
      await using store = await openStore()
      const bytes = pattern(LARGE)
      expect(await store.put('large', sourceOf(bytes))).toEqual({ written: true })
      expect(Buffer.compare(await read(store, 'large'), bytes)).toBe(0)
      for (const [start, end] of [
        [8 * MEBIBYTE - 1, 8 * MEBIBYTE + 1],
        [3, LARGE - 3],
        [16 * MEBIBYTE, LARGE + 10],
      ] as const) {
        expect(Buffer.compare(await read(store, 'large', { start, end }), bytes.subarray(start, end))).toBe(0)
      }
    })

    test('is written by exactly one of those who race for its key', async () => {
      await using store = await openStore()
      const racers = [1, 2, 3].map((seed) => pattern(LARGE, seed))
      const results = await Promise.all(racers.map((bytes) => store.put('raced', sourceOf(bytes), { ifAbsent: true })))
      expect(results.filter(({ written }) => written)).toHaveLength(1)
      const winner = racers[results.findIndex(({ written }) => written)]!
      expect(Buffer.compare(await read(store, 'raced'), winner)).toBe(0)
      expect(await store.put('raced', sourceOf(winner), { ifAbsent: true })).toEqual({ written: false })
    })

    test('is not there when its source fails, gives fewer bytes, or its put is aborted', async () => {
      await using store = await openStore()
      const failure = new Error('the source broke off')
      const abort = new AbortController()
      const brokenBy = (act: () => void): Source => ({
        size: LARGE,
        // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
        async *open() {
          yield pattern(17 * MEBIBYTE)
          act()
          yield pattern(LARGE - 17 * MEBIBYTE)
        },
      })
      const fail = () => {
        throw failure
      }
      await expect(store.put('cut', brokenBy(fail))).rejects.toBe(failure)
      const aborted = brokenBy(() => abort.abort(failure))
      await expect(store.put('cut', aborted, { signal: abort.signal })).rejects.toBe(failure)
      const short = { ...sourceOf(pattern(LARGE - 1)), size: LARGE }
      await expect(store.put('cut', short)).rejects.toMatchObject({ code: 'STORE_CONTENT_MISMATCH' })
      expect(await store.stat('cut')).toBeUndefined()
    })

    test('that is replaced while it is being read is not mixed with the new one', async () => {
      await using store = await openStore()
      // More parts than are read ahead.
      await store.put('replaced', sourceOf(pattern(64 * MEBIBYTE, 1)))
      const reading = async () => {
        for await (const _ of store.get('replaced')) await store.put('replaced', sourceOf(pattern(64 * MEBIBYTE, 2)))
      }
      await expect(reading()).rejects.toMatchObject({ code: 'STORE_CONTENT_ALTERED' })
    })
  })
}
