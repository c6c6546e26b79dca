import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** Which part of a file is read, and how. */
export interface ReadPiecesOptions {
  /** Bytes from `start` up to but not including `end`, or up to the file's own end. */
  readonly start?: number
  readonly end?: number
  readonly signal?: AbortSignal | undefined
}

/** Bytes read or written at once: large enough that a call's cost does not matter, small enough to overlap well. */
const PIECE_SIZE = 512 * 1024

/**
 * The bytes of a file, in pieces that belong to the caller. The next piece is read while the caller works on the last
 * one. Throws what the file system throws.
 */
export async function* readPieces(
  file: string | FileHandle,
  options: ReadPiecesOptions = {},
): AsyncGenerator<Uint8Array> {
  const handle = typeof file === 'string' ? await open(file) : file
  let ahead: Promise<Uint8Array> | undefined
  try {
    let position = options.start ?? 0
    const end = options.end ?? Number.POSITIVE_INFINITY
    ahead = readPiece(handle, position, end)
    for (;;) {
      options.signal?.throwIfAborted()
      const piece = await ahead
      ahead = undefined
      if (piece.byteLength === 0) return
      position += piece.byteLength
      ahead = readPiece(handle, position, end)
      yield piece
    }
  } finally {
    await ahead?.catch(() => undefined)
    if (typeof file === 'string') await handle.close()
  }
}

async function readPiece(handle: FileHandle, position: number, end: number): Promise<Uint8Array> {
  const size = Math.min(PIECE_SIZE, end - position)
  if (size <= 0) return new Uint8Array()
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(size), 0, size, position)
  return buffer.subarray(0, bytesRead)
}

/**
 * Writes pieces to the end of an open file and returns how many bytes they were. One write is under way while the next
 * pieces are gathered. Stops with an error as soon as there are more than `limit` bytes.
 */
export async function writePieces(
  handle: FileHandle,
  pieces: AsyncIterable<Uint8Array>,
  options: { readonly signal?: AbortSignal | undefined; readonly limit?: number } = {},
): Promise<number> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  let size = 0
  let gathered: Uint8Array[] = []
  let gatheredSize = 0
  let writing: Promise<unknown> = Promise.resolve()
  try {
    for await (const piece of pieces) {
      options.signal?.throwIfAborted()
      size += piece.byteLength
      if (size > limit) break
      gathered.push(piece)
      gatheredSize += piece.byteLength
      if (gatheredSize < PIECE_SIZE) continue
      await writing
      writing = writeAll(handle, gathered)
      // It is awaited before the next write; until then a failure must not count as unhandled.
      writing.catch(() => undefined)
      gathered = []
      gatheredSize = 0
    }
  } finally {
    await writing
  }
  if (size <= limit) await writeAll(handle, gathered)
  return size
}

async function writeAll(handle: FileHandle, pieces: Uint8Array[]): Promise<void> {
  let rest = pieces.filter((piece) => piece.byteLength > 0)
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest)
    rest = rest.flatMap((piece) => {
      const taken = Math.min(bytesWritten, piece.byteLength)
      bytesWritten -= taken
      return taken === piece.byteLength ? [] : [piece.subarray(taken)]
    })
  }
}
