import type { ArtifactStore } from '../../packages/core/src/contracts/artifact-store.ts'

/** What a store and a vendor's client are measured at. */
export interface Contender {
  put(key: string, bytes: Uint8Array): Promise<unknown>
  /** Gives how many bytes there were. */
  get(key: string): Promise<number>
  /** Puts an object of many parts, from pieces. */
  upload(key: string, pieces: Pieces): Promise<unknown>
  /** Reads an object of many parts in their order; gives how many bytes there were. */
  download(key: string, size: number): Promise<number>
}

/** Bytes that come in pieces. */
export interface Pieces {
  readonly size: number
  open(): AsyncIterable<Uint8Array>
}

/** A store and the vendor's client for the same bucket of the same server. */
export interface Rivals {
  readonly store: ArtifactStore
  readonly vendor: Contender
}

/** The sizes that the stores use: bytes of a part, and parts at once. */
export const PART = { size: 8 * 1024 * 1024, atOnce: 4 } as const

/** Joins pieces to parts. */
export async function* partsOf(pieces: Pieces): AsyncGenerator<Buffer> {
  let part: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces.open()) {
    part.push(piece)
    size += piece.byteLength
    if (size < PART.size) continue
    yield Buffer.concat(part)
    part = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(part)
}

/** The ranges of an object's parts, ends excluded. */
export function rangesOf(size: number): readonly (readonly [start: number, end: number])[] {
  return Array.from({ length: Math.ceil(size / PART.size) }, (_, index) => [
    index * PART.size,
    Math.min(size, (index + 1) * PART.size),
  ])
}

/** A store as a contender. */
export function contenderOf(store: ArtifactStore): Contender {
  const read = async (key: string) => {
    let size = 0
    for await (const piece of store.get(key)) size += piece.byteLength
    return size
  }
  return {
    put: (key, bytes) => store.put(key, { size: bytes.byteLength, open: () => one(bytes) }),
    get: read,
    upload: (key, pieces) => store.put(key, pieces),
    download: read,
  }
}

// oxlint-disable-next-line typescript/require-await -- sources are asynchronous
async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
