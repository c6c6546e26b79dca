import type { ArtifactStoreCapabilities } from '@regauge/core'
import { describe, expect } from 'vitest'
import { listKeys, readText, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

export function describeCapabilities(storeTest: StoreTest, { reach, nestedKeys }: ArtifactStoreCapabilities): void {
  describe('capabilities', () => {
    storeTest('a store reaches as far as its flavor declares', async ({ store }) => {
      await Promise.resolve()
      expect(store.reach).toBe(reach)
    })

    const what = nestedKeys ? 'may at the same time be a folder of others' : 'is no folder of others at the same time'
    for (const keys of [['f', 'f/g'] as const, ['f/g', 'f'] as const]) {
      storeTest(`a key ${what}: ${keys.join(' and then ')}`, async ({ store }) => {
        const [first, second] = keys
        await store.put(first, sourceOf('first'))
        for (const ifAbsent of [true, false]) {
          const put = store.put(second, sourceOf('second'), { ifAbsent })
          if (nestedKeys) await expect(put).resolves.toEqual({ written: true })
          else await expect(put).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
          expect(await readText(store, first)).toBe('first')
        }
        expect(await listKeys(store, '')).toEqual(nestedKeys ? ['f', 'f/g'] : [first])
      })
    }

    storeTest('disposing twice is no error', async ({ store }) => {
      await store[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    })
  })
}
