import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameOf, type OutputLine } from './output-frame.ts'
import { createOutputParser } from './output-parser.ts'

/** The lines of these pieces, each raw line at time 0. */
function linesOf(pieces: readonly (string | Uint8Array)[]): readonly OutputLine[] {
  const parser = createOutputParser(() => 0)
  return [...pieces.flatMap((piece) => parser.push(Buffer.from(piece))), ...parser.finish()]
}

const raw = (m: string): OutputLine => ({ t: 0, s: 'out', m })

describe('the parser of a worker’s output', () => {
  test('gives the same lines wherever the bytes are cut', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((line) => !line.includes('\n') && !line.includes('\x1e'))
    const rawLine = text.map((m) => ({ bytes: `${m}\n`, line: raw(m) }))
    const framed = text.map((m) => {
      const line = { t: 5, s: 'err', m } as const
      return { bytes: frameOf(line), line }
    })
    const property = fc.property(
      fc.array(fc.oneof(rawLine, framed)),
      fc.array(fc.nat({ max: 500 })),
      (entries, cuts) => {
        const all = Buffer.from(entries.map(({ bytes }) => bytes).join(''))
        const places = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]
        const pieces = places.slice(1).map((end, index) => all.subarray(places[index], end))
        expect(linesOf(pieces)).toEqual(entries.map(({ line }) => line))
      },
    )
    fc.assert(property)
  })

  test('ends a raw line where a frame interrupts it, and loses neither', () => {
    expect(linesOf([`half a line${frameOf({ t: 1, s: 'log', m: 'a frame' })}the rest\n`])).toEqual([
      raw('half a line'),
      { t: 1, s: 'log', m: 'a frame' },
      raw('the rest'),
    ])
  })

  test('joins the parts of a line of each stream, also where the streams alternate', () => {
    const part = (s: 'out' | 'err', m: string, p?: 1) => frameOf({ t: 1, s, m, ...(p ? { p } : {}) })
    expect(linesOf([part('out', 'a', 1), part('err', 'x', 1), part('out', 'b'), part('err', 'y')])).toEqual([
      { t: 1, s: 'out', m: 'ab' },
      { t: 1, s: 'err', m: 'xy' },
    ])
  })

  test('takes what only looks like a frame for text', () => {
    expect(linesOf(['\x1e{"a":1}\n', '\x1enot JSON\n'])).toEqual([raw('\x1e{"a":1}'), raw('\x1enot JSON')])
  })

  test('cuts a line without end between two characters', () => {
    const text = `a${'日'.repeat(600_000)}`
    const bytes = Buffer.from(text)
    const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    )
    const lines = linesOf(pieces)
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.map((line) => ('m' in line ? line.m : '')).join('')).toBe(text)
  })
})
