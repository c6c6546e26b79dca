import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readList } from './read-list.ts'

function read(text: string, cuts: readonly number[] = []) {
  const whole = Buffer.from(text)
  const at = [0, ...cuts.filter((cut) => cut < whole.byteLength).toSorted((a, b) => a - b), whole.byteLength]
  const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end))
  return readList(Readable.from(pieces, { objectMode: true }), (item) => item)
}

/** A list of the same names at other depths than those that count. */
const list = fc.record({
  kind: fc.constant('PodList'),
  other: fc.record({ items: fc.array(fc.jsonValue({ maxDepth: 2 })) }),
  metadata: fc.record({ resourceVersion: fc.string(), note: fc.jsonValue({ maxDepth: 2 }) }),
  items: fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 })),
})

test('a list is the same however it arrives and whatever stands in it', async () => {
  const order = fc.shuffledSubarray(['kind', 'other', 'metadata', 'items'] as const, { minLength: 4 })
  await fc.assert(
    fc.asyncProperty(list, order, fc.array(fc.nat(500)), fc.constantFrom(0, 2), async (value, keys, cuts, indent) => {
      const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, value[key]])), undefined, indent)
      const { items, resourceVersion } = await read(text, cuts)
      // By way of text, as text knows no -0.
      expect(JSON.stringify(items)).toBe(JSON.stringify(value.items))
      expect(resourceVersion).toBe((JSON.parse(text) as typeof value).metadata.resourceVersion)
    }),
  )
})

test('the token for the next page is given where there is one', async () => {
  expect(await read('{"metadata":{"resourceVersion":"7","continue":"x"},"items":null}')).toEqual({
    items: [],
    resourceVersion: '7',
    next: 'x',
  })
  expect((await read('{"metadata":{"resourceVersion":"7","continue":""},"items":[]}')).next).toBeUndefined()
})

for (const text of [
  '',
  '{"items":[{"a":1}',
  '{"items":[{"a":]}',
  '[]',
  'null',
  '{"kind":"Pod","metadata":{"resourceVersion":"1"}}',
]) {
  test(`${text || 'nothing'} is no list`, async () => {
    await expect(read(text)).rejects.toThrow(/the answer is no (JSON|list)/)
  })
}
