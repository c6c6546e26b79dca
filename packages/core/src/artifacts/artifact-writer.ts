import { stat } from 'node:fs/promises'
import type { ArtifactStore, Source } from '../contracts/artifact-store.ts'
import type { ArtifactWriter, StoredContent } from '../contracts/materializer.ts'
import { bytesSource, fileSource } from '../contracts/source.ts'
import { concatBytes } from '../util/bytes.ts'
import { digestOf } from '../util/digest.ts'
import { readPieces } from '../util/file-pieces.ts'
import { putBlob } from './blob-store.ts'
import type { Chunk } from './chunk-index.ts'
import { CHUNK_SIZE, CHUNKED_FROM, encodeChunkIndex } from './chunk-index.ts'
import type { HashedContent } from './content-hash.ts'
import { createContentHash } from './content-hash.ts'
import { refuseValue } from './invalid-artifact.ts'
import { cutLines } from './line-chunks.ts'
import { spool } from './spool.ts'
import { isFileError } from './work-dir-error.ts'

/** Streams up to this size are put from memory, without a file. */
const SPOOLED_FROM = 1024 * 1024

/** What a writer works with. */
export interface ArtifactWriterOptions {
  /** A directory of the attempt's own, best on the file system of a local store: then content is linked, not copied. */
  readonly workDir: string
  readonly signal?: AbortSignal | undefined
}

/** Where the materializers of one attempt write to. Keeps nothing open between two calls. */
export function createArtifactWriter(store: ArtifactStore, options: ArtifactWriterOptions): ArtifactWriter {
  const signal = options.signal ?? new AbortController().signal

  async function putBytes(bytes: Uint8Array): Promise<StoredContent> {
    const hash = createContentHash(bytes.byteLength > CHUNKED_FROM ? CHUNK_SIZE : undefined)
    hash.update(bytes)
    return putHashed(hash.finish(), bytesSource(bytes))
  }

  async function putHashed({ digest, size, chunks }: HashedContent, source: Source) {
    await putBlob(store, digest, { source, signal })
    return { digest, size, ...(await putChunkIndex(chunks)) }
  }

  /** Content of one chunk needs no index: the chunk's digest would be its own. */
  async function putChunkIndex(chunks: readonly Chunk[]): Promise<{ readonly chunks?: string }> {
    if (chunks.length < 2) return {}
    const index = encodeChunkIndex(chunks)
    const digest = digestOf(index)
    await putBlob(store, digest, { source: bytesSource(index), signal })
    return { chunks: digest }
  }

  /** Puts pieces of unknown size; what identifies them is known when all have passed. */
  async function putPieces(pieces: AsyncIterable<Uint8Array>, finish: () => HashedContent): Promise<StoredContent> {
    const rest = pieces[Symbol.asyncIterator]()
    try {
      const { head, ended } = await takeHead(rest)
      if (ended) return await putHashed(finish(), bytesSource(concatBytes(head)))
      return await spool(resume(head, rest), { workDir: options.workDir, signal }, (path) => {
        const hashed = finish()
        return putHashed(hashed, fileSource(path, hashed.size, { immutable: true }))
      })
    } finally {
      await rest.return?.()
    }
  }

  async function putAnyFile(path: string): Promise<StoredContent> {
    const { size } = await stat(path)
    const hash = createContentHash(size > CHUNKED_FROM ? CHUNK_SIZE : undefined)
    const pieces = hashing(readPieces(path, { signal }), hash)
    // One pass is enough for a store of this machine, which links the copy; a remote one reads the file a second time.
    if (store.reach === 'machine') return putPieces(pieces, () => withoutSmallIndex(hash.finish()))
    for await (const _ of pieces) signal.throwIfAborted()
    return putHashed(hash.finish(), fileSource(path, size))
  }

  return {
    get workDir() {
      return options.workDir
    },
    signal,
    putBytes,

    putStream(stream) {
      const hash = createContentHash(CHUNK_SIZE)
      return putPieces(hashing(stream, hash), () => withoutSmallIndex(hash.finish()))
    },

    async putFile(path) {
      try {
        return await putAnyFile(path)
      } catch (thrown) {
        throw isFileError(thrown) ? unreadable(path, thrown) : thrown
      }
    },

    async putLines(lines) {
      const cut = cutLines(lines)
      const content = await putPieces(cut.pieces, () => cut.finish())
      return { ...content, count: cut.count() }
    },
  }
}

function unreadable(path: string, cause: Error) {
  const hint = 'Give the path of a file that may be read and is left alone while it is being stored.'
  return refuseValue({ problem: `"${path}" cannot be read: ${cause.message}`, hint, cause })
}

function withoutSmallIndex(hashed: HashedContent): HashedContent {
  return hashed.size > CHUNKED_FROM ? hashed : { ...hashed, chunks: [] }
}

async function* hashing(pieces: AsyncIterable<Uint8Array>, hash: { update(bytes: Uint8Array): void }) {
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

/** The first pieces, enough to tell whether all of them fit into memory. */
async function takeHead(pieces: AsyncIterator<Uint8Array>): Promise<{ head: Uint8Array[]; ended: boolean }> {
  const head: Uint8Array[] = []
  let size = 0
  while (size <= SPOOLED_FROM) {
    const next = await pieces.next()
    if (next.done === true) return { head, ended: true }
    head.push(next.value)
    size += next.value.byteLength
  }
  return { head, ended: false }
}

async function* resume(head: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* head
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}
