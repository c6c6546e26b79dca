import type { ArtifactStore, Source } from '@regauge/core'

const MEBIBYTE = 1024 * 1024

/** Bytes of which each mebibyte begins with its place. */
export function pattern(size: number, seed = 0): Buffer {
  const bytes = Buffer.alloc(size, seed)
  for (let at = 0; at + 4 < size; at += MEBIBYTE) bytes.writeUInt32BE(at, at)
  return bytes
}

/** A source of bytes in memory, in pieces that divide no part evenly. */
export function sourceOf(bytes: Uint8Array): Source {
  return {
    size: bytes.byteLength,
    // oxlint-disable-next-line typescript/require-await -- sources are asynchronous
    async *open() {
      for (let at = 0; at < bytes.byteLength; at += 700_000) yield bytes.subarray(at, at + 700_000)
    },
  }
}

/** All bytes of an object or of a range of it. */
export async function read(
  store: ArtifactStore,
  key: string,
  range?: { readonly start: number; readonly end: number },
): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of store.get(key, range ? { range } : {})) pieces.push(piece)
  return Buffer.concat(pieces)
}
