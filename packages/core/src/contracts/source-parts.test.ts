import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { gather } from '../util/gather.ts'
import { sourceParts } from './source-parts.ts'

const pieces = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 })

function sourceOf(given: readonly Uint8Array[], size = Buffer.concat(given).byteLength) {
  // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
  return {
    size,
    open: async function* () {
      yield* given
    },
  }
}

test('parts hold the bytes of the source, all but the last of one size', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 30 }), async (given, partSize) => {
      const parts = await gather(sourceParts(sourceOf(given), { key: 'x', partSize }))
      expect(Buffer.concat(parts)).toEqual(Buffer.concat(given))
      expect(parts.slice(0, -1).every(({ byteLength }) => byteLength === partSize)).toBe(true)
      expect(parts.at(-1)!.byteLength).toBeLessThanOrEqual(partSize)
      expect(parts).toHaveLength(Math.max(1, Math.ceil(Buffer.concat(given).byteLength / partSize)))
    }),
  )
})

test('a source of another size than it announced never gives all of its parts', async () => {
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: -20, max: 20 }), async (given, error) => {
      const { size } = sourceOf(given)
      fc.pre(error !== 0 && size + error >= 0)
      const parts: Uint8Array[] = []
      const reading = async () => {
        for await (const part of sourceParts(sourceOf(given, size + error), { key: 'x', partSize: 7 })) parts.push(part)
      }
      await expect(reading()).rejects.toMatchObject({ code: 'STORE_CONTENT_MISMATCH' })
      expect(parts.length).toBeLessThan(Math.max(1, Math.ceil((size + error) / 7)))
    }),
  )
})
