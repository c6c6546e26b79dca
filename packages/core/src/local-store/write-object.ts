import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs'
import { chmod, copyFile, link, lstat, open, utimes } from 'node:fs/promises'
import type { Source } from '../contracts/artifact-store.ts'
import { contentMismatch } from '../contracts/source-parts.ts'
import { writePieces } from '../util/file-pieces.ts'
import type { Publication } from './publish.ts'
import { publish } from './publish.ts'
import { statObject } from './stat-object.ts'
import { isAbsence } from './store-error.ts'
import { syncFolders, syncPath } from './sync.ts'
import type { Unfinished } from './unfinished.ts'

/** Bodies up to this size are written by synchronous calls, which take less time than handing them to another thread. */
const SMALL = 64 * 1024

/** Asked for once: asking sets the mask of the whole process for a moment. */
const MODE = 0o666 & ~process.umask()

/** What a write needs beside its source. */
export interface WriteOptions extends Publication {
  readonly unfinished: Unfinished
  /** Return only when the object would outlive a loss of power. */
  readonly durable: boolean
  readonly signal: AbortSignal | undefined
}

/** Stores a source whole or not at all. Returns whether it was written. */
export async function writeObject(source: Source, options: WriteOptions): Promise<boolean> {
  if (source.size <= SMALL && !options.durable) return writeSmall(await readSmall(source, options), options)
  // Saves the copying of what would be refused.
  if (options.ifAbsent && statObject(options.root, options.key)) return false
  const unfinished = options.unfinished.freshPath()
  try {
    if (!(await copyInKernel(source, unfinished))) await copyByPieces(source, unfinished, options)
    options.signal?.throwIfAborted()
    if (options.durable) await syncPath(unfinished)
    const written = publish(unfinished, options)
    if (options.durable) await syncFolders(options.root, options.key)
    return written
  } finally {
    remove(unfinished)
  }
}

/** The bytes of a small source. Never holds more of it than was announced and one piece. */
async function readSmall(source: Source, { key, signal }: WriteOptions): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of source.open()) {
    signal?.throwIfAborted()
    pieces.push(piece)
    size += piece.byteLength
    if (size > source.size) break
  }
  assertSize(size, source, key)
  return pieces
}

function writeSmall(pieces: readonly Uint8Array[], options: WriteOptions): boolean {
  const unfinished = options.unfinished.freshPath()
  try {
    const file = openSync(unfinished, 'wx')
    try {
      for (const piece of pieces) writeWhole(file, piece)
    } finally {
      closeSync(file)
    }
    return publish(unfinished, options)
  } finally {
    remove(unfinished)
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength;) at += writeSync(file, bytes, at)
}

async function copyByPieces(source: Source, unfinished: string, { key, signal }: WriteOptions): Promise<void> {
  const file = await open(unfinished, 'wx')
  try {
    assertSize(await writePieces(file, source.open(), { signal, limit: source.size }), source, key)
  } finally {
    await file.close()
  }
}

/**
 * Takes a file over without moving its bytes: by a link where nobody writes to it any more, else by sharing its blocks.
 * Returns false where the file systems cannot do that; then the bytes have to be copied.
 */
async function copyInKernel(source: Source, unfinished: string): Promise<boolean> {
  if (source.path === undefined) return false
  try {
    if (source.immutable) await link(source.path, unfinished)
    else await copyFile(source.path, unfinished, constants.COPYFILE_FICLONE_FORCE)
    const found = await lstat(unfinished)
    if (found.isFile() && found.size === source.size) {
      // Neither may bring the mode or the age of the source along.
      await chmod(unfinished, MODE)
      const now = new Date()
      await utimes(unfinished, now, now)
      return true
    }
  } catch {
    // The bytes are copied then, and what is wrong with the source is found out.
  }
  remove(unfinished)
  return false
}

function assertSize(size: number, source: Source, key: string): void {
  if (size !== source.size) throw contentMismatch(source, key, size > source.size ? 'more' : size)
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch (thrown) {
    if (!isAbsence(thrown)) throw thrown
  }
}
