import { toText } from '../util/bytes.ts'
import type { Digest } from '../util/digest.ts'
import { isDigest } from '../util/digest.ts'

/** The version of the format; readers refuse another major. */
export const CHUNKS_SCHEMA = 'regauge.chunks/1'

/** Content up to this size has no chunk index: it is read whole anyway. */
export const CHUNKED_FROM = 8 * 1024 * 1024

/** Bytes of a chunk of content that has no lines. A reader holds one or two of them. */
export const CHUNK_SIZE = 4 * 1024 * 1024

/**
 * Bytes from which a chunk of lines is cut, at the next line's end. Smaller than {@link CHUNK_SIZE}, because an item of
 * a list costs the reading of its whole chunk.
 */
export const LINE_CHUNK_SIZE = 256 * 1024

/** Where a chunk begins, how many bytes it has and their SHA-256; of lines also the number of the first one. */
export type Chunk = readonly [offset: number, size: number, digest: Digest, first?: number]

/** The chunks of one content, which lie one after the other without gaps. Itself a blob, as JSON. */
export interface ChunkIndex {
  readonly schema: typeof CHUNKS_SCHEMA
  readonly chunks: readonly Chunk[]
}

/** The bytes of a chunk index, which are the same each time. */
export function encodeChunkIndex(chunks: readonly Chunk[]): Uint8Array {
  return Buffer.from(JSON.stringify({ schema: CHUNKS_SCHEMA, chunks } satisfies ChunkIndex))
}

/** The chunks of an index that covers content of this size exactly; undefined where the bytes are no such index. */
export function parseChunkIndex(bytes: Uint8Array, size: number): readonly Chunk[] | undefined {
  let parsed: Partial<ChunkIndex> | null
  try {
    // The shape is looked at below.
    parsed = JSON.parse(toText(bytes)) as Partial<ChunkIndex> | null
  } catch {
    return undefined
  }
  if (parsed?.schema !== CHUNKS_SCHEMA || !Array.isArray(parsed.chunks)) return undefined
  let end = 0
  for (const chunk of parsed.chunks as readonly unknown[]) {
    if (!isChunk(chunk) || chunk[0] !== end) return undefined
    end += chunk[1]
  }
  return end === size ? parsed.chunks : undefined
}

function isChunk(value: unknown): value is Chunk {
  if (!Array.isArray(value)) return false
  const [offset, size, digest, first] = value as readonly unknown[]
  return isCount(offset) && isCount(size) && size > 0 && isDigest(digest) && (first === undefined || isCount(first))
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** The number of the last chunk that begins at or before a byte (`by` 0) or a line (`by` 3); 0 where there is none. */
export function chunkAt(chunks: readonly Chunk[], position: number, by: 0 | 3): number {
  let low = 0
  let high = chunks.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((chunks[middle]![by] ?? 0) <= position) low = middle
    else high = middle - 1
  }
  return low
}
