import { createHash } from 'node:crypto'
import { digestOf } from '../util/digest.ts'
import type { Chunk } from './chunk-index.ts'
import { LINE_CHUNK_SIZE } from './chunk-index.ts'
import type { HashedContent } from './content-hash.ts'

/** Lines on their way into the store, as chunks of bytes. */
export interface CutLines {
  readonly pieces: AsyncIterable<Uint8Array>
  /** What identifies the bytes; for when all pieces have been taken. */
  finish(): HashedContent
  /** How many lines have been taken. */
  count(): number
}

/** Gathers lines, ends each with a line feed, and cuts them into chunks of which none divides a line. */
export function cutLines(lines: Iterable<string> | AsyncIterable<string>): CutLines {
  const whole = createHash('sha256')
  const chunks: Chunk[] = []
  let count = 0
  let size = 0

  function toPiece(gathered: readonly string[]): Uint8Array {
    const piece = Buffer.from(`${gathered.join('\n')}\n`)
    whole.update(piece)
    chunks.push([size, piece.byteLength, digestOf(piece), count])
    size += piece.byteLength
    count += gathered.length
    return piece
  }

  async function* cut(): AsyncGenerator<Uint8Array> {
    let gathered: string[] = []
    let length = 0
    for await (const line of lines) {
      gathered.push(line)
      // UTF-16 units are near enough: a chunk may be somewhat longer.
      length += line.length + 1
      if (length < LINE_CHUNK_SIZE) continue
      yield toPiece(gathered)
      gathered = []
      length = 0
    }
    if (gathered.length > 0) yield toPiece(gathered)
  }

  return {
    pieces: cut(),
    finish: () => ({ digest: whole.digest('hex'), size, chunks }),
    count: () => count,
  }
}
