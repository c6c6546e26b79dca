import { describe, expect } from 'vitest'
import { listKeys, read, readText, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

const REFUSED: { readonly [what: string]: readonly string[] } = {
  'nothing at all': [''],
  'an empty segment': ['/', '/a', 'a/', 'a//b'],
  'a segment "." or ".."': ['.', '..', './a', '../a', 'a/../b', 'a/./b', 'a/..'],
  'a control character': ['a\u0000b', 'a\nb', '\u0000', 'a\u0085b'],
  'half of a character': ['\ud800', 'a/\udc00'],
  'a segment of more than 255 bytes': ['x'.repeat(256), `${'é'.repeat(128)}/a`],
  'more than 1,024 bytes': [Array.from({ length: 6 }, () => 'x'.repeat(200)).join('/')],
}

const TAKEN = [
  'a b',
  '...',
  '..a',
  'a..',
  '.hidden/x',
  'sweep[3].fit@1.outcome.json',
  'it\'s 100% "odd" & <so> #1?*$`',
  '%2e%2e/x',
  'back\\slash',
  'C:name',
  'ünï/😀',
  'e\u0301',
  'é',
  'x'.repeat(255),
  'é'.repeat(127),
]

/** A key of so many bytes. */
function keyOf(bytes: number): string {
  const whole = Math.floor((bytes - 1) / 201)
  return [...Array.from({ length: whole }, () => 'y'.repeat(200)), 'z'.repeat(bytes - whole * 201)].join('/')
}

export function describeKeys(storeTest: StoreTest, longestKey: number): void {
  describe('keys', () => {
    for (const [what, keys] of Object.entries(REFUSED)) {
      storeTest(`a key with ${what} is refused`, async ({ store }) => {
        const refusal = { code: 'STORE_KEY_INVALID' }
        for (const key of keys) {
          await expect(store.put(key, sourceOf('x'))).rejects.toMatchObject(refusal)
          await expect(read(store, key)).rejects.toMatchObject(refusal)
          await expect(store.stat(key)).rejects.toMatchObject(refusal)
          await expect(store.delete([key])).rejects.toMatchObject(refusal)
        }
        expect(await listKeys(store, '')).toEqual([])
      })
    }

    storeTest('every other text is a key of its own', async ({ store }) => {
      const taken = [...TAKEN, keyOf(longestKey)]
      for (const key of taken) await store.put(key, sourceOf(`at ${key}`))
      for (const key of taken) expect(await readText(store, key)).toBe(`at ${key}`)
      expect((await listKeys(store, '')).toSorted()).toEqual(taken.toSorted())
      await store.delete(taken)
      expect(await listKeys(store, '')).toEqual([])
    })

    storeTest('a refused key keeps the other keys of a delete', async ({ store }) => {
      await store.put('kept', sourceOf('x'))
      await expect(store.delete(['kept', '../a'])).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
      expect(await listKeys(store, '')).toEqual(['kept'])
    })
  })
}
