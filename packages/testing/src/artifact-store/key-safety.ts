import { describe, expect, test } from 'vitest'
import { listKeys, read, readText, sourceOf } from './content.ts'
import type { CurrentStore } from './kit.ts'

const REFUSED = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  './a',
  '../a',
  'a/../b',
  'a/./b',
  'a/..',
  'a\u0000b',
  'a\nb',
  'a\u0085b',
  '\ud800',
  'x'.repeat(256),
  `${'é'.repeat(128)}/a`,
  Array.from({ length: 6 }, () => 'x'.repeat(200)).join('/'),
]

const TAKEN = [
  'a b',
  '...',
  '..a',
  'a..',
  '.hidden/x',
  'sweep[3].fit@1.outcome.json',
  'it\'s 100% "odd" & <so> #1?*$`',
  'back\\slash',
  'C:name',
  'ünï/😀',
  'e\u0301',
  'é',
  'x'.repeat(255),
  'é'.repeat(127),
  [...Array.from({ length: 5 }, () => 'y'.repeat(200)), 'z'.repeat(19)].join('/'),
]

export function describeKeySafety(current: CurrentStore): void {
  describe('keys', () => {
    test.each(REFUSED)('%j is refused', async (key) => {
      const { store } = current()
      const refusal = { code: 'STORE_KEY_INVALID' }
      await expect(store.put(key, sourceOf('x'))).rejects.toMatchObject(refusal)
      await expect(read(store, key)).rejects.toMatchObject(refusal)
      await expect(store.stat(key)).rejects.toMatchObject(refusal)
      await expect(store.delete([key])).rejects.toMatchObject(refusal)
      expect(await listKeys(store, '')).toEqual([])
    })

    test('every other text is a key of its own', async () => {
      const { store } = current()
      for (const key of TAKEN) await store.put(key, sourceOf(`at ${key}`))
      for (const key of TAKEN) expect(await readText(store, key)).toBe(`at ${key}`)
      expect((await listKeys(store, '')).toSorted()).toEqual(TAKEN.toSorted())
      await store.delete(TAKEN)
      expect(await listKeys(store, '')).toEqual([])
    })

    test('a refused key keeps the other keys of a delete', async () => {
      const { store } = current()
      await store.put('kept', sourceOf('x'))
      await expect(store.delete(['kept', '../a'])).rejects.toMatchObject({ code: 'STORE_KEY_INVALID' })
      expect(await listKeys(store, '')).toEqual(['kept'])
    })

    test.each([
      ['f', 'f/g'],
      ['f/g', 'f'],
    ])('%j and then %j are both stored, or the second is refused', async (first, second) => {
      const { store } = current()
      await store.put(first, sourceOf('first'))
      for (const ifAbsent of [true, false]) {
        const stored = await store.put(second, sourceOf('second'), { ifAbsent }).then(
          () => true,
          (thrown: unknown) => {
            expect(thrown).toMatchObject({ code: 'STORE_KEY_INVALID' })
            return false
          },
        )
        expect(await readText(store, first)).toBe('first')
        expect(await listKeys(store, '')).toEqual(stored ? [first, second].sort() : [first])
      }
    })
  })
}
