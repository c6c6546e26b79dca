import { createHash } from 'node:crypto'
import { blobKey } from '../contracts/blob-key.ts'
import type { StoredContent } from '../contracts/materializer.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { Chunk } from './chunk-index.ts'

/**
 * Gives out the bytes of consecutive chunks, each chunk (as pieces) only when its digest has been found right. Throws
 * `ARTIFACT_CORRUPT` at the first that is not, or where there are more or fewer bytes.
 */
export async function* verifyChunks(
  pieces: AsyncIterable<Uint8Array>,
  chunks: readonly Chunk[],
  content: Pick<StoredContent, 'digest'>,
): AsyncGenerator<readonly Uint8Array[]> {
  let verified = 0
  let hash = createHash('sha256')
  let held: Uint8Array[] = []
  let heldSize = 0
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength;) {
      const chunk = chunks[verified]
      if (chunk === undefined) throw corrupt(content, 'it is too long')
      const [offset, size, digest] = chunk
      const part = piece.subarray(at, at + size - heldSize)
      hash.update(part)
      held.push(part)
      heldSize += part.byteLength
      at += part.byteLength
      if (heldSize < size) continue
      if (hash.digest('hex') !== digest) throw corrupt(content, `bytes ${offset} to ${offset + size} were altered`)
      yield held
      verified += 1
      hash = createHash('sha256')
      held = []
      heldSize = 0
    }
  }
  if (verified < chunks.length) throw corrupt(content, 'it is too short')
}

/**
 * Gives out pieces of content without a chunk index; the last one only when the digest of all has been found right.
 * For content that is too large to be held.
 */
export async function* verifyAtEnd(
  pieces: AsyncIterable<Uint8Array>,
  content: Pick<StoredContent, 'digest'>,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let held: Uint8Array | undefined
  for await (const piece of pieces) {
    if (held !== undefined) yield held
    hash.update(piece)
    held = piece
  }
  if (hash.digest('hex') !== content.digest) throw corrupt(content, 'its bytes were altered or cut')
  if (held !== undefined) yield held
}

/** The error for stored bytes that are not those of the digest. `problem` is a clause: `it is too short`. */
export function corrupt(content: Pick<StoredContent, 'digest'>, problem: string): RegaugeError {
  const key = blobKey(content.digest)
  return new RegaugeError('ARTIFACT_CORRUPT', {
    message: `The stored content "${key}" does not have the digest ${content.digest}: ${problem}.`,
    hint: 'Delete the object and run the step that produced it again.',
    details: { digest: content.digest, key },
  })
}
