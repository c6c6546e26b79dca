import { describe, expect } from 'vitest'
import { listKeys, putAll, read, readText, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

export function describeAbsence(storeTest: StoreTest): void {
  describe('absence', () => {
    storeTest('an absent object cannot be read, has no age and is in no list', async ({ store }) => {
      await expect(read(store, 'no/such')).rejects.toMatchObject({ code: 'STORE_OBJECT_NOT_FOUND' })
      expect(await store.stat('no/such')).toBeUndefined()
      expect(await store.list('no/')).toEqual({ objects: [], prefixes: [] })
      expect(await store.list('')).toEqual({ objects: [], prefixes: [] })
    })

    storeTest('what lies around an object is absent', async ({ store }) => {
      await store.put('a/b', sourceOf('x'))
      for (const key of ['a', 'a/b/c', 'a/bc']) {
        await expect(read(store, key)).rejects.toMatchObject({ code: 'STORE_OBJECT_NOT_FOUND' })
        expect(await store.stat(key)).toBeUndefined()
      }
    })

    storeTest('deleting takes the objects away and minds no absent ones', async ({ store }) => {
      await putAll(store, ['d/1', 'd/2', 'd/3'])
      await store.delete(['d/1', 'd/absent', 'd', 'd/3', 'd/3'])
      expect(await listKeys(store, '')).toEqual(['d/2'])
      await store.delete([])
      await store.delete(['d/2'])
      expect(await store.list('', { delimiter: '/' })).toEqual({ objects: [], prefixes: [] })
    })

    storeTest('more than a thousand objects are deleted in one call', async ({ store }) => {
      const keys = Array.from({ length: 1_100 }, (_, number) => `many/${number}`)
      await putAll(store, keys)
      await store.delete(keys)
      expect(await listKeys(store, 'many/')).toEqual([])
    })

    storeTest('a key is free again when its object has been deleted', async ({ store }) => {
      await store.put('again/x', sourceOf('one'))
      await store.delete(['again/x'])
      await expect(store.put('again/x', sourceOf('two'), { ifAbsent: true })).resolves.toEqual({ written: true })
      expect(await readText(store, 'again/x')).toBe('two')
      await store.delete(['again/x'])
      await expect(store.put('again', sourceOf('three'), { ifAbsent: true })).resolves.toEqual({ written: true })
    })
  })
}
