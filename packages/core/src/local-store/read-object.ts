import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { GetOptions } from '../contracts/artifact-store.ts'
import { readPieces } from '../util/file-pieces.ts'

/** Parts up to this size are read by synchronous calls, which take less time than asking another thread. */
const SMALL = 64 * 1024

// An object is never a symbolic link; one that somebody put there is not followed.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW

/** The bytes of the file at a path, or of a range of it. Undefined where there is a folder. */
export function readObject(path: string, options: GetOptions): AsyncIterable<Uint8Array> | Uint8Array | undefined {
  const file = openSync(path, FLAGS)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) return undefined
    const { start, end } = partOf(found.size, options)
    return end - start > SMALL ? readLarge(path, options) : readSmall(file, start, end)
  } finally {
    closeSync(file)
  }
}

function partOf(size: number, { range }: GetOptions): { readonly start: number; readonly end: number } {
  return { start: range?.start ?? 0, end: Math.min(range?.end ?? size, size) }
}

function readSmall(file: number, start: number, end: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(Math.max(0, end - start))
  let filled = 0
  while (filled < bytes.byteLength) {
    const count = readSync(file, bytes, filled, bytes.byteLength - filled, start + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}

async function* readLarge(path: string, options: GetOptions): AsyncGenerator<Uint8Array> {
  const file = await open(path, FLAGS)
  try {
    // The object may have been replaced since it was measured; from here on it is this one.
    const { size } = await file.stat()
    yield* readPieces(file, { ...partOf(size, options), signal: options.signal })
  } finally {
    await file.close()
  }
}
