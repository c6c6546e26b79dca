import { describe, expect, test } from 'vitest'
import { compareBytes, listKeys, putAll, sourceOf } from './content.ts'
import type { CurrentStore } from './kit.ts'

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

export function describeListing(current: CurrentStore): void {
  describe('listing', () => {
    test('keys come in the order of their UTF-8 bytes', async () => {
      const { store } = current()
      await putAll(store, KEYS)
      expect(await listKeys(store, '')).toEqual(KEYS.toSorted(compareBytes))
    })

    test.each([1, 2, 3, 7, 100])('pages of %i hold the same as one page', async (limit) => {
      const { store } = current()
      await putAll(store, KEYS)
      expect(await listKeys(store, '', { limit })).toEqual(KEYS.toSorted(compareBytes))
      expect(await listKeys(store, 'b', { limit })).toEqual(
        KEYS.filter((key) => key.startsWith('b')).sort(compareBytes),
      )
      const rolledUp = [...new Set(KEYS.map(rollUp))].sort(compareBytes)
      expect(await listKeys(store, '', { limit, delimiter: '/' })).toEqual(rolledUp)
    })

    test('a page holds no more than its limit and says where the next begins', async () => {
      const { store } = current()
      await putAll(store, ['p/1', 'p/2', 'p/3'])
      const first = await store.list('p/', { limit: 2 })
      expect(first.objects.map(({ key }) => key)).toEqual(['p/1', 'p/2'])
      expect(first.next).toBe('p/2')
      const second = await store.list('p/', { limit: 2, after: 'p/2' })
      expect(second.objects.map(({ key }) => key)).toEqual(['p/3'])
      expect(second.next).toBeUndefined()
    })

    test('a thousand entries are a page where nothing else is said', async () => {
      const { store } = current()
      const keys = Array.from({ length: 1_005 }, (_, number) => `n/${String(number).padStart(4, '0')}`)
      await putAll(store, keys)
      const page = await store.list('n/')
      expect(page.objects.length).toBeLessThanOrEqual(1_000)
      expect(page.next).toBe(page.objects.at(-1)!.key)
      expect(await listKeys(store, 'n/')).toEqual(keys)
    })

    test('a prefix may end anywhere in a key', async () => {
      const { store } = current()
      await putAll(store, ['run-1/x', 'run-10/x', 'run-2/x', 'run'])
      expect(await listKeys(store, 'run-1')).toEqual(['run-1/x', 'run-10/x'])
      expect(await listKeys(store, 'run-1', { delimiter: '/' })).toEqual(['run-1/', 'run-10/'])
      expect(await listKeys(store, 'run-1/', { delimiter: '/' })).toEqual(['run-1/x'])
      expect(await listKeys(store, 'run-1/x')).toEqual(['run-1/x'])
      expect(await listKeys(store, 'run-1/x/')).toEqual([])
    })

    test('a list begins after any text, whether or not it is a key', async () => {
      const { store } = current()
      await putAll(store, KEYS)
      for (const after of [...KEYS, 'b/', 'b/1x', 'b/c', 'b/c/', 'A', '~']) {
        const wanted = KEYS.filter((key) => compareBytes(key, after) > 0).sort(compareBytes)
        expect(await listKeys(store, '', { after })).toEqual(wanted)
      }
    })

    test('objects come with the size and age that stat tells', async () => {
      const { store } = current()
      await store.put('sized', sourceOf('12345'))
      expect((await store.list('')).objects).toEqual([await store.stat('sized')])
    })

    test('a prefix that no key can have lists nothing', async () => {
      const { store } = current()
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
