import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBlobName, toBlobName, toBlobPrefix } from './blob-name.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '.', '/', '~', '\\', '-', '[', '{', ' ', '0', 'é', '｡', '😀'),
})

test('a name leads back to its key', () => {
  fc.assert(fc.property(text, (key) => fromBlobName(toBlobName(key)) === key))
})

test('names are printable ASCII without backslashes, and no segment ends with a dot', () => {
  fc.assert(
    fc.property(text, (key) => {
      expect(toBlobName(key)).toMatch(/^[\x20-\x5b\x5d-\x7e]*$/)
      expect(toBlobName(key)).not.toMatch(/\.(?:\/|$)/)
    }),
  )
})

test('names begin as the beginnings of their keys say', () => {
  fc.assert(fc.property(text, text, (prefix, rest) => toBlobName(prefix + rest).startsWith(toBlobPrefix(prefix))))
})

test('names are in the order of the bytes of their keys', () => {
  const plain = text.filter((key) => !/\\|\.(?:\/|$)/.test(key))
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      const [left, right] = [toBlobName(a), toBlobName(b)]
      expect(left < right ? -1 : Number(left > right)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})

test('what stands in keys of records is left as it is', () => {
  for (const key of ['runs/01/steps/sweep[3].fit@1.outcome.json', 'blobs/sha256/ab/abcd']) {
    expect(toBlobName(key)).toBe(key)
  }
})
