import { open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { ArtifactReader, StoredContent } from '../contracts/materializer.ts'
import { collectBytes, concatBytes, toText } from '../util/bytes.ts'
import { gather } from '../util/gather.ts'
import { writePieces } from '../util/file-pieces.ts'
import type { ArtifactCache } from './artifact-cache.ts'
import { createArtifactCache } from './artifact-cache.ts'
import type { Chunk } from './chunk-index.ts'
import { chunkAt, CHUNKED_FROM, parseChunkIndex } from './chunk-index.ts'
import { oneAhead } from './one-ahead.ts'
import { readBlob } from './read-blob.ts'
import { corrupt, verifyAtEnd, verifyChunks } from './verify-chunks.ts'
import { inWorkDir } from './work-dir-error.ts'

/** What a reader works with. */
export interface ArtifactReaderOptions {
  /** A directory of the attempt's own, in which files and directories are laid down. */
  readonly workDir: string
  readonly signal?: AbortSignal | undefined
  /** Give the same one to every reader of a process that reads items of the same lists. @default a cache of its own */
  readonly cache?: ArtifactCache
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Where the materializers of one attempt read from. Keeps nothing open between two calls. */
export function createArtifactReader(store: ArtifactStore, options: ArtifactReaderOptions): ArtifactReader {
  const signal = options.signal ?? new AbortController().signal
  const cache = options.cache ?? createArtifactCache()

  const get = (content: Pick<StoredContent, 'digest'>, range?: Range) =>
    readBlob(store, content, { signal, ...(range === undefined ? {} : { range }) })

  /** Content without an index counts as one chunk. */
  async function chunksOf(content: StoredContent): Promise<readonly Chunk[]> {
    const { chunks: digest, size } = content
    if (digest === undefined) return size === 0 ? [] : [[0, size, content.digest, 0]]
    return cache.get(digest, async () => {
      const index = { digest }
      const bytes = await collectBytes(verifyAtEnd(get(index), index))
      const chunks = parseChunkIndex(bytes, size)
      if (chunks === undefined) throw corrupt(index, `it is no chunk index of ${size} bytes`)
      return { value: chunks, size: bytes.byteLength }
    })
  }

  /** Consecutive chunks, each verified before it is given out. */
  async function* readChunks(content: StoredContent, chunks: readonly Chunk[]): AsyncGenerator<readonly Uint8Array[]> {
    const start = chunks.at(0)?.[0] ?? 0
    const end = start + chunks.reduce((sum, [, size]) => sum + size, 0)
    // All of it is asked for without a range, so that content that has grown too long is noticed.
    yield* verifyChunks(get(content, end - start === content.size ? undefined : { start, end }), chunks, content)
  }

  /** All of the content, as pieces of what is verified at once. */
  async function* readAll(content: StoredContent): AsyncGenerator<readonly Uint8Array[]> {
    if (isVerifiedAtEnd(content)) for await (const piece of verifyAtEnd(get(content), content)) yield [piece]
    else yield* readChunks(content, await chunksOf(content))
  }

  async function* stream(content: StoredContent, range?: Range): AsyncGenerator<Uint8Array> {
    const start = range?.start ?? 0
    const end = Math.min(range?.end ?? content.size, content.size)
    if (start >= end && content.size > 0) return
    if (isVerifiedAtEnd(content)) {
      yield* clip(verifyAtEnd(get(content), content), 0, { start, end })
      return
    }
    const chunks = await chunksOf(content)
    const wanted = chunks.slice(chunkAt(chunks, start, 0), chunkAt(chunks, end - 1, 0) + 1)
    yield* clip(flatten(readChunks(content, wanted)), wanted[0]?.[0] ?? 0, { start, end })
  }

  async function* lines(content: StoredContent, range?: Range): AsyncGenerator<string> {
    const start = range?.start ?? 0
    const end = range?.end ?? Number.POSITIVE_INFINITY
    const chunks = await chunksOf(content)
    const wanted = chunks.slice(chunkAt(chunks, start, 3), chunkAt(chunks, end - 1, 3) + 1)
    let number = wanted[0]?.[3] ?? 0
    for await (const found of readLines(content, wanted)) {
      yield* found.slice(Math.max(0, start - number), Math.max(0, end - number))
      number += found.length
    }
  }

  /** The lines of consecutive chunks, a chunk at a time. */
  async function* readLines(content: StoredContent, chunks: readonly Chunk[]): AsyncGenerator<readonly string[]> {
    const [only] = chunks
    if (only === undefined || chunks.length > 1) {
      for await (const pieces of readChunks(content, chunks)) yield toLines(pieces)
      return
    }
    // Items are mostly asked for one by one and in turn, so that the chunk of one holds the next.
    yield await cache.get(only[2], async () => {
      const [pieces] = await gather(readChunks(content, chunks))
      return { value: toLines(pieces ?? []), size: only[1] }
    })
  }

  return {
    get workDir() {
      return options.workDir
    },
    signal,
    stream,
    lines,
    bytes: (content) => collectBytes(stream(content)),
    // A chunk is read and verified while the one before it is written.
    toFile: (content, path) =>
      inWorkDir(dirname(path), () => writeFile(path, flatten(oneAhead(readAll(content))), signal)),
  }
}

/** Whether it is too large to be held and has no chunks to be verified by. */
function isVerifiedAtEnd({ chunks, size }: StoredContent): boolean {
  return chunks === undefined && size > CHUNKED_FROM
}

async function writeFile(path: string, pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await writePieces(file, pieces, { signal })
  } catch (thrown) {
    await rm(path, { force: true })
    throw thrown
  } finally {
    await file.close()
  }
}

function toLines(pieces: readonly Uint8Array[]): string[] {
  const lines = toText(concatBytes(pieces)).split('\n')
  // What follows the last line's end is no line.
  lines.pop()
  return lines
}

async function* flatten(chunks: AsyncIterable<readonly Uint8Array[]>): AsyncGenerator<Uint8Array> {
  for await (const pieces of chunks) yield* pieces
}

/** The part of pieces that lies in a range; the first piece begins at `offset`. */
async function* clip(pieces: AsyncIterable<Uint8Array>, offset: number, { start, end }: Range) {
  let at = offset
  for await (const piece of pieces) {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += piece.byteLength
    if (part.byteLength > 0) yield part
  }
}
