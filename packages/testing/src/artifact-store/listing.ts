import { describe, expect } from 'vitest'
import { compareBytes, listKeys, putAll, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

/** Siblings, nested keys, and names between which orders differ: case, punctuation, and unicode beyond two bytes. */
const KEYS = [
  'a',
  'a-b',
  'a.b',
  'aa/b',
  'B',
  'b/1',
  'b/10',
  'b/2',
  'b/c/d',
  'b/c/e/f',
  'b0',
  'z',
  'ü/x',
  '｡',
  '𐀀',
  '😀/y',
]

export function describeListing(storeTest: StoreTest): void {
  describe('listing', () => {
    storeTest('keys come in the order of their UTF-8 bytes', async ({ store }) => {
      await putAll(store, KEYS)
      expect(await listKeys(store, '')).toEqual(KEYS.toSorted(compareBytes))
    })

    storeTest('pages of any limit hold the same as one page', async ({ store }) => {
      await putAll(store, KEYS)
      const rolledUp = [...new Set(KEYS.map(rollUp))].sort(compareBytes)
      for (const limit of [1, 2, 3, 7, 100]) {
        expect(await listKeys(store, '', { limit })).toEqual(KEYS.toSorted(compareBytes))
        expect(await listKeys(store, 'b', { limit })).toEqual(
          KEYS.filter((key) => key.startsWith('b')).sort(compareBytes),
        )
        expect(await listKeys(store, '', { limit, delimiter: '/' })).toEqual(rolledUp)
      }
    })

    storeTest('a page holds no more than its limit and says where the next begins', async ({ store }) => {
      await putAll(store, ['p/1', 'p/2', 'p/3'])
      const first = await store.list('p/', { limit: 2 })
      expect(first.objects.map(({ key }) => key)).toEqual(['p/1', 'p/2'])
      expect(first.next).toBe('p/2')
      const second = await store.list('p/', { limit: 2, after: 'p/2' })
      expect(second.objects.map(({ key }) => key)).toEqual(['p/3'])
      expect(second.next).toBeUndefined()
    })

    storeTest('a thousand entries are a page where nothing else is said', async ({ store }) => {
      const keys = Array.from({ length: 1_005 }, (_, number) => `n/${String(number).padStart(4, '0')}`)
      await putAll(store, keys)
      const page = await store.list('n/')
      expect(page.objects.length).toBeLessThanOrEqual(1_000)
      expect(page.next).toBe(page.objects.at(-1)!.key)
      expect(await listKeys(store, 'n/')).toEqual(keys)
    })

    storeTest('a prefix may end anywhere in a key', async ({ store }) => {
      await putAll(store, ['run-1/x', 'run-10/x', 'run-2/x', 'run'])
      expect(await listKeys(store, 'run-1')).toEqual(['run-1/x', 'run-10/x'])
      expect(await listKeys(store, 'run-1', { delimiter: '/' })).toEqual(['run-1/', 'run-10/'])
      expect(await listKeys(store, 'run-1/', { delimiter: '/' })).toEqual(['run-1/x'])
      expect(await listKeys(store, 'run-1/x')).toEqual(['run-1/x'])
      expect(await listKeys(store, 'run-1/x/')).toEqual([])
    })

    storeTest('a list begins after any text, whether or not it is a key', async ({ store }) => {
      await putAll(store, KEYS)
      for (const after of [...KEYS, 'b/', 'b/1x', 'b/c', 'b/c/', 'A', '~']) {
        const wanted = KEYS.filter((key) => compareBytes(key, after) > 0).sort(compareBytes)
        expect(await listKeys(store, '', { after })).toEqual(wanted)
      }
    })

    storeTest('objects come with the size and age that stat tells', async ({ store }) => {
      await store.put('sized', sourceOf('12345'))
      expect((await store.list('')).objects).toEqual([await store.stat('sized')])
    })

    storeTest('a prefix that no key can have lists nothing', async ({ store }) => {
      await store.put('a/b', sourceOf('x'))
      for (const prefix of ['../', 'a//', '/', './', 'a/../', 'a/b/../']) {
        expect(await store.list(prefix)).toEqual({ objects: [], prefixes: [] })
      }
    })
  })
}

function rollUp(key: string): string {
  return key.includes('/') ? key.slice(0, key.indexOf('/') + 1) : key
}
