import { createHash } from 'node:crypto'
import { describe, expect } from 'vitest'
import { pattern, read, readText, sourceOf } from './content.ts'
import type { StoreTest } from './store-test.ts'

const SIZES = [0, 1, 600, 65_535, 65_536, 65_537, 1_048_577, 5_000_000]

const RANGES: readonly (readonly [start: number, end: number])[] = [
  [0, 1],
  [0, 200_000],
  [1, 2],
  [65_530, 65_545],
  [199_999, 200_000],
  [150_000, 900_000],
  [200_000, 200_010],
  [7, 7],
]

export function describeRoundTrip(storeTest: StoreTest): void {
  describe('round trip', () => {
    for (const size of SIZES) {
      storeTest(`${size} bytes come back as they were put`, async ({ store }) => {
        const bytes = pattern(size)
        await expect(store.put('a/b', sourceOf(bytes, 10_000))).resolves.toEqual({ written: true })
        expect(Buffer.compare(await read(store, 'a/b'), bytes)).toBe(0)
        expect((await store.stat('a/b'))?.size).toBe(size)
      })
    }

    storeTest('a long stream of small pieces comes back as it was put', async ({ store }) => {
      const piece = pattern(4_096)
      const count = 8_192
      await store.put('long', {
        size: piece.byteLength * count,
        // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
        async *open() {
          for (let sent = 0; sent < count; sent += 1) yield piece
        },
      })
      const wanted = createHash('sha256')
      for (let sent = 0; sent < count; sent += 1) wanted.update(piece)
      const found = createHash('sha256')
      for await (const part of store.get('long')) found.update(part)
      expect(found.digest('hex')).toBe(wanted.digest('hex'))
    })

    storeTest('a range holds its bytes, cut at the end of the object', async ({ store }) => {
      const bytes = pattern(200_000)
      await store.put('ranged', sourceOf(bytes))
      for (const [start, end] of RANGES) {
        const found = await read(store, 'ranged', { range: { start, end } })
        expect(Buffer.compare(found, bytes.subarray(start, end)), `from ${start} to ${end}`).toBe(0)
      }
    })

    storeTest('a second put replaces the object', async ({ store }) => {
      await store.put('twice', sourceOf('first, and longer'))
      await expect(store.put('twice', sourceOf('second'))).resolves.toEqual({ written: true })
      expect(await readText(store, 'twice')).toBe('second')
    })

    storeTest('a reader that has begun goes on with the object that it began with', async ({ store }) => {
      const bytes = pattern(8_000_000)
      await store.put('replaced', sourceOf(bytes))
      const pieces: Uint8Array[] = []
      for await (const piece of store.get('replaced')) {
        if (pieces.length === 0) await store.put('replaced', sourceOf('another'))
        pieces.push(piece)
      }
      expect(Buffer.compare(Buffer.concat(pieces), bytes)).toBe(0)
    })

    storeTest('a reader may stop before the end', async ({ store }) => {
      await store.put('stopped', sourceOf(pattern(2_000_000)))
      for await (const piece of store.get('stopped')) {
        expect(piece.byteLength).toBeGreaterThan(0)
        break
      }
      await store.delete(['stopped'])
      expect(await store.stat('stopped')).toBeUndefined()
    })

    storeTest('the age of an object begins anew with each put', async ({ store }) => {
      await store.put('aged', sourceOf('one'))
      const first = (await store.stat('aged'))!
      expect(first).toMatchObject({ key: 'aged', size: 3 })
      // Clocks of stores may count in whole seconds.
      const later = async () => {
        await store.put('aged', sourceOf('two'))
        return (await store.stat('aged'))!.modifiedAt.getTime()
      }
      await expect.poll(later, { timeout: 5_000, interval: 100 }).toBeGreaterThan(first.modifiedAt.getTime())
    })

    storeTest('objects are dated by the clock that the store tells, to the second', async ({ store }) => {
      const before = (await store.now()).getTime()
      await store.put('dated', sourceOf('x'))
      const { modifiedAt } = (await store.stat('dated'))!
      const after = (await store.now()).getTime()
      expect(modifiedAt.getTime()).toBeGreaterThan(before - 1_000)
      // Clocks that tell whole seconds round down, and some services renew what they tell only once a second.
      expect(modifiedAt.getTime()).toBeLessThanOrEqual(after + 1_000)
    })
  })
}
