import { createHash } from 'node:crypto'
import type { Digest } from '../util/digest.ts'
import type { Chunk } from './chunk-index.ts'

/** What identifies bytes that went through a {@link ContentHash}. */
export interface HashedContent {
  readonly digest: Digest
  readonly size: number
  /** Empty where no chunk size was given. */
  readonly chunks: readonly Chunk[]
}

/** Hashes bytes as they pass: as a whole and, with a chunk size, chunk by chunk. */
export interface ContentHash {
  update(bytes: Uint8Array): void
  /** May be called once. */
  finish(): HashedContent
}

/** A hash of nothing yet. `chunkSize` in bytes; absent: only the whole is hashed. */
export function createContentHash(chunkSize?: number): ContentHash {
  const whole = createHash('sha256')
  const chunks: Chunk[] = []
  let chunk = createHash('sha256')
  let offset = 0
  let size = 0

  const cut = () => {
    chunks.push([offset, size - offset, chunk.digest('hex')])
    chunk = createHash('sha256')
    offset = size
  }

  return {
    update(bytes) {
      whole.update(bytes)
      if (chunkSize === undefined) {
        size += bytes.byteLength
        return
      }
      for (let at = 0; at < bytes.byteLength;) {
        const part = bytes.subarray(at, at + chunkSize - (size - offset))
        chunk.update(part)
        at += part.byteLength
        size += part.byteLength
        if (size - offset === chunkSize) cut()
      }
    },
    finish() {
      if (chunkSize !== undefined && size > offset) cut()
      return { digest: whole.digest('hex'), size, chunks }
    },
  }
}
