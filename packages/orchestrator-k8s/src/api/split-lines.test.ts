import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLines } from './split-lines.ts'

async function split(pieces: readonly Uint8Array[], longest = 1000): Promise<string[]> {
  // oxlint-disable-next-line typescript/require-await -- what arrives is asynchronous
  async function* arriving() {
    yield* pieces
  }
  return Array.fromAsync(splitLines(arriving(), { longest }))
}

const bytes = (text: string) => Buffer.from(text)

test('lines are the same however they arrive', async () => {
  const lines = fc.array(fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\n', '')))
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(200)), async (lines, cuts) => {
      const whole = bytes(lines.map((line) => `${line}\n`).join(''))
      const at = [0, ...cuts.filter((cut) => cut < whole.byteLength).toSorted((a, b) => a - b), whole.byteLength]
      const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end))
      const expected = lines.filter((line) => line !== '').map((line) => Buffer.from(line).toString())
      expect(await split(pieces)).toEqual(expected)
    }),
  )
})

test('what follows the last line break is no line', async () => {
  expect(await split([bytes('a\nb')])).toEqual(['a'])
})

test('a line that is too long is an error, and one that is just as long is none', async () => {
  const pieces = [bytes('abcd'), bytes('e\nfghijk\n')]
  await expect(split(pieces, 5)).rejects.toThrow('a line is longer than 5 bytes')
  expect(await split(pieces, 6)).toEqual(['abcde', 'fghijk'])
})
