import { readPieces } from '../util/file-pieces.ts'
import type { Source } from './artifact-store.ts'

/** A source of bytes in memory. They must not be changed until the put has returned. */
export function bytesSource(bytes: Uint8Array): Source {
  return {
    size: bytes.byteLength,
    // oxlint-disable-next-line typescript/require-await -- there is nothing to wait for, but sources are asynchronous
    async *open() {
      if (bytes.byteLength > 0) yield bytes
    },
  }
}

/** A source of a file of this machine, of which the size is known. */
export function fileSource(path: string, size: number, options: { readonly immutable?: boolean } = {}): Source {
  return { size, path, immutable: options.immutable ?? false, open: () => readPieces(path) }
}
