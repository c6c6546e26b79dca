import { crc32 } from 'node:zlib'
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { RegaugeError, type GetOptions } from '@regauge/core'
import { readAhead } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'
import { PART_SIZE, PARTS_AT_ONCE } from './part-size.ts'
import { CRC32, headObject } from './put-object.ts'
import { statusOf } from './s3-error.ts'
import { toBase64 } from './upload-object.ts'

/**
 * The bytes of an object or of a range of it, in pieces of at most one part, some parts ahead. Each part is whole before
 * it is given. A whole object is compared with its checksum: one of a single part before it is given, a larger one at
 * its end.
 */
export async function* readObject(bucket: Bucket, key: string, options: GetOptions): AsyncGenerator<Uint8Array> {
  const { range, signal } = options
  const start = range?.start ?? 0
  const end = range?.end ?? Number.POSITIVE_INFINITY
  // The service knows no empty range. One byte says whether there is an object at all.
  const isEmpty = start >= end
  const reading = { bucket, key, signal }
  const first = await readPart(reading, { start, end: isEmpty ? start + 1 : Math.min(end, start + PART_SIZE) })
  if (first === undefined || isEmpty) return
  yield first.bytes
  signal?.throwIfAborted()
  const { size, etag } = first
  const stop = Math.min(end, size)
  const isWhole = start === 0 && stop === size
  const wanted = isWhole && stop > PART_SIZE ? await wholeChecksum(reading, etag) : undefined
  let found = wanted === undefined ? 0 : crc32(first.bytes)
  for await (const part of readAhead(parts(reading, { start: start + PART_SIZE, end: stop, etag }), PARTS_AT_ONCE)) {
    if (wanted !== undefined) found = crc32(part, found)
    yield part
    signal?.throwIfAborted()
  }
  if (wanted !== undefined && toBase64(found) !== wanted) throw altered(key, 'do not match its checksum')
}

interface Reading {
  readonly bucket: Bucket
  readonly key: string
  readonly signal: AbortSignal | undefined
}

interface PartRange {
  readonly start: number
  readonly end: number
  /** Fails where the object is another one by now. */
  readonly etag?: string | undefined
}

interface Part {
  readonly bytes: Buffer
  /** Of the whole object. */
  readonly size: number
  readonly etag: string | undefined
}

function* parts(reading: Reading, { start, end, etag }: PartRange): Generator<() => Promise<Buffer>> {
  for (let at = start; at < end; at += PART_SIZE) {
    yield async () => {
      const part = await readPart(reading, { start: at, end: Math.min(end, at + PART_SIZE), etag })
      if (part === undefined) throw altered(reading.key, 'are fewer than they were')
      return part.bytes
    }
  }
}

/** A range of an object; undefined where it begins at or beyond the object's end. */
async function readPart({ bucket, key, signal }: Reading, range: PartRange): Promise<Part | undefined> {
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: bucket.objectKey(key),
    Range: `bytes=${range.start}-${range.end - 1}`,
    ...(range.etag !== undefined && { IfMatch: range.etag }),
  })
  try {
    return await bucket.send({ action: 'read', key, signal }, async (options) => {
      const answer = await bucket.client.send(command, options)
      return toPart(answer, await answer.Body!.transformToByteArray(), { key, range })
    })
  } catch (thrown) {
    if (statusOf(thrown) === 416) return undefined
    if (statusOf(thrown) === 412) throw altered(key, 'were replaced while it was being read')
    throw thrown
  }
}

function toPart(
  answer: GetObjectCommandOutput,
  body: Uint8Array,
  { key, range }: { readonly key: string; readonly range: PartRange },
): Part {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const size = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength)
  const expected = Math.max(0, Math.min(range.end, size) - range.start)
  if (bytes.byteLength !== expected) {
    throw altered(key, `broke off: ${bytes.byteLength} of ${expected} came`, 'STORE_UNREACHABLE')
  }
  const checksum = answer.Metadata?.[CRC32]
  if (checksum !== undefined && expected === size && crc32(bytes).toString(16) !== checksum) {
    throw altered(key, 'do not match its checksum')
  }
  return { bytes, size, etag: answer.ETag }
}

/** The checksum that the service keeps of a whole object in base64; undefined where it has none of that sort. */
async function wholeChecksum({ bucket, key, signal }: Reading, etag: string | undefined): Promise<string | undefined> {
  const found = await headObject(bucket, { action: 'look at', key, signal })
  return found?.ETag === etag && found?.ChecksumType === 'FULL_OBJECT' ? found.ChecksumCRC32 : undefined
}

function altered(
  key: string,
  problem: string,
  code: 'STORE_CONTENT_ALTERED' | 'STORE_UNREACHABLE' = 'STORE_CONTENT_ALTERED',
) {
  return new RegaugeError(code, {
    message: `The bytes of the object "${key}" ${problem}.`,
    hint: 'Read it again. If that fails too, the object is damaged: delete it and run the step that made it again.',
    details: { key },
  })
}
