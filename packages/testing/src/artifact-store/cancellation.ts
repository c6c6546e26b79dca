import { describe, expect } from 'vitest'
import { listKeys, pattern, read, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

export function describeCancellation(storeTest: StoreTest): void {
  describe('cancellation', () => {
    storeTest('a call whose signal has aborted throws its reason and does nothing', async ({ store }) => {
      const reason = new Error('not wanted any more')
      const signal = AbortSignal.abort(reason)
      await store.put('there', sourceOf('x'))
      await expect(store.put('new', sourceOf('x'), { signal })).rejects.toBe(reason)
      await expect(read(store, 'there', { signal })).rejects.toBe(reason)
      await expect(store.stat('there', { signal })).rejects.toBe(reason)
      await expect(store.list('', { signal })).rejects.toBe(reason)
      await expect(store.delete(['there'], { signal })).rejects.toBe(reason)
      await expect(store.now({ signal })).rejects.toBe(reason)
      expect(await listKeys(store, '')).toEqual(['there'])
    })

    for (const size of [2_000, 4_000_000]) {
      storeTest(`a put of ${size} bytes that is aborted on its way leaves nothing behind`, async ({ store }) => {
        const abort = new AbortController()
        const reason = new Error('stopped in the middle')
        const bytes = pattern(size)
        const source = {
          size,
          // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
          async *open() {
            yield bytes.subarray(0, size / 2)
            abort.abort(reason)
            yield bytes.subarray(size / 2)
          },
        }
        await expect(store.put('cut', source, { signal: abort.signal })).rejects.toBe(reason)
        expect(await store.stat('cut')).toBeUndefined()
      })
    }

    storeTest(
      'a call that is aborted while it is under way throws the reason, or has ended well',
      async ({ store }) => {
        const reason = new Error('too late')
        await store.put('there', sourceOf('x'))
        const calls: readonly ((signal: AbortSignal) => Promise<unknown>)[] = [
          (signal) => store.put('new', sourceOf(pattern(300_000)), { signal, ifAbsent: true }),
          (signal) => read(store, 'there', { signal }),
          (signal) => store.stat('there', { signal }),
          (signal) => store.list('', { signal }),
          (signal) => store.now({ signal }),
          (signal) => store.delete(['gone', 'there'], { signal }),
        ]
        for (const call of calls) {
          const abort = new AbortController()
          const ended = call(abort.signal).then(
            () => 'well',
            (thrown: unknown) => thrown,
          )
          abort.abort(reason)
          expect(['well', reason]).toContain(await ended)
        }
        // Whatever became of it, the store goes on as before.
        await store.put('after', sourceOf('x'))
        expect(await listKeys(store, 'after')).toEqual(['after'])
      },
    )

    storeTest('a get that is aborted on its way throws the reason', async ({ store }) => {
      const abort = new AbortController()
      const reason = new Error('enough')
      await store.put('large', sourceOf(pattern(8_000_000)))
      const reading = async () => {
        for await (const _ of store.get('large', { signal: abort.signal })) abort.abort(reason)
      }
      await expect(reading()).rejects.toBe(reason)
    })
  })
}
