import { rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredContent } from '../contracts/materializer.ts'
import { collectBytes } from '../util/bytes.ts'
import { digestOf } from '../util/digest.ts'
import { gather } from '../util/gather.ts'
import type { Bench } from './artifacts.fixture.ts'
import { openBench } from './artifacts.fixture.ts'
import { RELIED_ON_MS } from './blob-store.ts'
import { CHUNK_SIZE, CHUNKED_FROM } from './chunk-index.ts'

let bench: Bench
beforeEach(async () => {
  bench = await openBench(localArtifactStore)
})
afterEach(() => bench.remove())

const SIZE = CHUNKED_FROM + CHUNK_SIZE + 12_345

function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(at, at)
  return bytes
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

describe('content', () => {
  test('comes back the same, whichever way it was put', async () => {
    for (const size of [0, 1, 1_500_000, SIZE]) {
      const bytes = pattern(size)
      const path = join(bench.folder, 'file')
      await writeFile(path, bytes)
      const puts = [
        await bench.writer.putBytes(bytes),
        await bench.writer.putStream(inPieces(bytes, 70_001)),
        await bench.writer.putFile(path),
      ]
      expect(puts[0]).toMatchObject({ digest: digestOf(bytes), size })
      expect(puts[1]).toEqual(puts[0])
      expect(puts[2]).toEqual(puts[0])
      expect(puts[0]!.chunks === undefined).toBe(size <= CHUNKED_FROM)
      expect(Buffer.compare(await bench.reader.bytes(puts[0]!), bytes)).toBe(0)
    }
  })

  test('any range holds its bytes, and no more than its chunks are fetched', async () => {
    const bytes = pattern(SIZE)
    const content = await bench.writer.putBytes(bytes)
    const place = fc.integer({ min: 0, max: SIZE + 100 })
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const range = { start: Math.min(a, b), end: Math.max(a, b) }
        const found = await collectBytes(bench.reader.stream(content, range))
        expect(Buffer.compare(found, bytes.subarray(range.start, range.end))).toBe(0)
      }),
      { numRuns: 25 },
    )
    await collectBytes(bench.reader.stream(content, { start: CHUNK_SIZE + 1, end: CHUNK_SIZE + 2 }))
    expect(bench.reads.at(-1)!.range).toEqual({ start: CHUNK_SIZE, end: 2 * CHUNK_SIZE })
  })

  test('ranges of small content are verified too', async () => {
    const content = await bench.writer.putBytes(pattern(1_000))
    const found = await collectBytes(bench.reader.stream(content, { start: 10, end: 20 }))
    expect(Buffer.compare(found, pattern(1_000).subarray(10, 20))).toBe(0)
    await writeFile(bench.blobPath(content.digest), Buffer.alloc(1_000))
    const altered = collectBytes(bench.reader.stream(content, { start: 10, end: 20 }))
    await expect(altered).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' })
  })

  test('equal content is stored once', async () => {
    const first = await bench.writer.putBytes(Buffer.from('same'))
    const { ino } = await stat(bench.blobPath(first.digest))
    await bench.writer.putStream(inPieces(Buffer.from('same'), 2))
    expect((await stat(bench.blobPath(first.digest))).ino).toBe(ino)
  })

  test('a blob that clean-up might take before long is written again', async () => {
    const { digest } = await bench.writer.putBytes(Buffer.from('old'))
    const before = new Date(Date.now() - RELIED_ON_MS - 1_000)
    await utimes(bench.blobPath(digest), before, before)
    await bench.writer.putBytes(Buffer.from('old'))
    expect((await stat(bench.blobPath(digest))).mtimeMs).toBeGreaterThan(before.getTime() + 1_000)
  })

  test('a blob that was cut is written again', async () => {
    const content = await bench.writer.putBytes(Buffer.from('whole'))
    await truncate(bench.blobPath(content.digest), 2)
    await bench.writer.putBytes(Buffer.from('whole'))
    expect(Buffer.from(await bench.reader.bytes(content)).toString()).toBe('whole')
  })
})

describe('lines', () => {
  test('any range of lines is what was put', async () => {
    const lines = Array.from({ length: 30_000 }, (_, number) => `${number} ${'é'.repeat(number % 40)}`)
    const content = await bench.writer.putLines(lines)
    expect(content.count).toBe(lines.length)
    expect(await gather(bench.reader.lines(content))).toEqual(lines)
    const place = fc.integer({ min: 0, max: lines.length + 10 })
    await fc.assert(
      fc.asyncProperty(place, place, async (a, b) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        expect(await gather(bench.reader.lines(content, { start, end }))).toEqual(lines.slice(start, end))
      }),
      { numRuns: 40 },
    )
  })

  test('a line may be longer than a chunk', async () => {
    const lines = ['short', 'x'.repeat(3_000_000), '', 'last']
    const content = await bench.writer.putLines(lines)
    expect(await gather(bench.reader.lines(content))).toEqual(lines)
    expect(await gather(bench.reader.lines(content, { start: 2, end: 3 }))).toEqual([''])
  })

  test('there may be none', async () => {
    const content = await bench.writer.putLines([])
    expect(content).toMatchObject({ count: 0, size: 0 })
    expect(await gather(bench.reader.lines(content))).toEqual([])
  })
})

describe('content that is not what it was', () => {
  async function alter(content: StoredContent, at: number): Promise<void> {
    const bytes = pattern(content.size)
    bytes[at]! ^= 1
    await writeFile(bench.blobPath(content.digest), bytes)
  }

  test('no byte of an altered chunk is given out', async () => {
    const content = await bench.writer.putBytes(pattern(SIZE))
    await alter(content, CHUNK_SIZE + 7)
    let given = 0
    const reading = async () => {
      for await (const piece of bench.reader.stream(content)) given += piece.byteLength
    }
    await expect(reading()).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: expect.stringContaining(content.digest) as string,
    })
    expect(given).toBe(CHUNK_SIZE)
    const end = await collectBytes(bench.reader.stream(content, { start: SIZE - 5, end: SIZE }))
    expect(Buffer.compare(end, pattern(SIZE).subarray(SIZE - 5))).toBe(0)
  })

  test('large content without an index is verified before its end is given out', async () => {
    const { digest, size } = await bench.writer.putBytes(pattern(SIZE))
    expect(digestOf(await bench.reader.bytes({ digest, size }))).toBe(digest)
    await alter({ digest, size }, 3)
    const path = join(bench.folder, 'never')
    await expect(bench.reader.toFile({ digest, size }, path)).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' })
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('content that is shorter, longer, or empty is corrupt', async () => {
    for (const size of [0, 10, SIZE]) {
      const content = await bench.writer.putBytes(pattern(size))
      for (const other of [size - 1, size + 1].filter((length) => length >= 0)) {
        await writeFile(bench.blobPath(content.digest), pattern(other))
        await expect(bench.reader.bytes(content)).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' })
      }
    }
  })

  test('an altered index is corrupt', async () => {
    const content = await bench.writer.putBytes(pattern(SIZE))
    await writeFile(bench.blobPath(content.chunks!), '{"schema":"regauge.chunks/1","chunks":[]}')
    await expect(bench.reader.bytes(content)).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' })
  })

  test('content that is gone is missing, by digest and key', async () => {
    const content = await bench.writer.putBytes(Buffer.from('gone'))
    await rm(bench.blobPath(content.digest))
    await expect(bench.reader.bytes(content)).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      details: { digest: content.digest, key: `blobs/sha256/${content.digest.slice(0, 2)}/${content.digest}` },
    })
  })
})

test('an abort ends writing and reading', async () => {
  const { createArtifactWriter } = await import('./artifact-writer.ts')
  const abort = new AbortController()
  const reason = new Error('enough')
  const writer = createArtifactWriter(bench.store, { workDir: bench.writer.workDir, signal: abort.signal })
  async function* endless() {
    for (let sent = 0; ; sent += 1) {
      if (sent === 100) abort.abort(reason)
      yield Buffer.alloc(100_000)
    }
  }
  await expect(writer.putStream(endless())).rejects.toBe(reason)
})
