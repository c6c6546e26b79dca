import type { Source } from '@regauge/core'
import { describe, expect } from 'vitest'
import { listKeys, pattern, read, readText, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

const SIZES = [10, 300_000]

export function describeWholeness(storeTest: StoreTest): void {
  describe('whole or not at all', () => {
    for (const size of SIZES) {
      const sources: readonly (readonly [string, Source])[] = [
        ['fewer', { ...sourceOf(pattern(size - 1)), size }],
        ['more', { ...sourceOf(pattern(size + 1)), size }],
      ]
      for (const [gives, source] of sources) {
        storeTest(`a source of ${size} bytes that gives ${gives} leaves nothing behind`, async ({ store }) => {
          for (const ifAbsent of [false, true]) {
            await expect(store.put('short', source, { ifAbsent })).rejects.toMatchObject({
              code: 'STORE_CONTENT_MISMATCH',
            })
          }
          expect(await store.stat('short')).toBeUndefined()
          expect(await listKeys(store, '')).toEqual([])
        })
      }

      storeTest(`a source of ${size} bytes that fails leaves the earlier object as it was`, async ({ store }) => {
        const failure = new Error('the source broke off')
        const source: Source = {
          size,
          // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
          async *open() {
            yield pattern(size / 2)
            throw failure
          },
        }
        await store.put('kept', sourceOf('earlier'))
        await expect(store.put('kept', source)).rejects.toBe(failure)
        await expect(store.put('new', source, { ifAbsent: true })).rejects.toBe(failure)
        expect(await readText(store, 'kept')).toBe('earlier')
        expect(await listKeys(store, '')).toEqual(['kept'])
      })
    }

    storeTest('of objects that are put under one key at once one is left, whole', async ({ store }) => {
      for (const size of SIZES) {
        const versions = Array.from({ length: 12 }, (_, version) => Buffer.alloc(size, 65 + version))
        await Promise.all(versions.map((version) => store.put(`at/once/${size}`, sourceOf(version, 8_192))))
        const found = await read(store, `at/once/${size}`)
        expect(versions.some((version) => version.equals(found))).toBe(true)
        expect((await store.stat(`at/once/${size}`))?.size).toBe(size)
      }
    })

    storeTest('an object that is being replaced is read whole', async ({ store }) => {
      const versions = [0, 1, 2].map((version) => Buffer.alloc(200_000, version))
      await store.put('busy', sourceOf(versions[0]!))
      const writing = (async () => {
        for (let turn = 0; turn < 30; turn += 1) await store.put('busy', sourceOf(versions[turn % 3]!))
        return 'ended'
      })()
      const look = async () => {
        const found = await read(store, 'busy')
        expect(versions.some((version) => version.equals(found))).toBe(true)
      }
      while ((await Promise.race([writing, look()])) !== 'ended');
    })
  })
}
