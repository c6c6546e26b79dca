import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareUtf8, sortUtf8 } from './utf8-order.ts'

const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('texts are compared as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(bytewise(a, b))
    }),
  )
  expect(compareUtf8('｡', '😀')).toBeLessThan(0)
})

test('texts are sorted as their UTF-8 bytes are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      expect(sortUtf8([...texts])).toEqual(texts.toSorted(bytewise))
    }),
  )
})
