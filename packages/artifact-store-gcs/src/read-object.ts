import { createHash } from 'node:crypto'
import { isRegaugeError, RegaugeError, type GetOptions } from '@regauge/core'
import { readAhead } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'
import { altered, findObject, type ObjectFacts } from './object-facts.ts'
import { PART_SIZE, PARTS_AT_ONCE } from './part-size.ts'

/** How often an object that others keep replacing is looked at for its first part. */
const FIRST_ATTEMPTS = 20

/**
 * The bytes of an object or of a range of it, in pieces of at most one part, some parts ahead. Each part is whole before
 * it is given. A whole object is compared with its MD5: one of a single part before it is given, a larger one at its end.
 */
export async function* readObject(bucket: Bucket, key: string, options: GetOptions): AsyncGenerator<Uint8Array> {
  const { range, signal } = options
  const start = range?.start ?? 0
  const { object, first } = await readFirst({ bucket, key, signal }, start, range?.end ?? Number.POSITIVE_INFINITY)
  if (first.byteLength > 0) yield first
  signal?.throwIfAborted()
  const end = Math.min(range?.end ?? object.size, object.size)
  const isWhole = start === 0 && end === object.size && object.md5 !== undefined
  const hash = isWhole && end > PART_SIZE ? createHash('md5').update(first) : undefined
  const reading = { bucket, key, signal, object }
  for await (const part of readAhead(parts(reading, start + PART_SIZE, end), PARTS_AT_ONCE)) {
    hash?.update(part)
    yield part
    signal?.throwIfAborted()
  }
  if (hash && hash.digest('base64') !== object.md5) throw altered(key, 'do not match their checksum')
}

/** What the service tells of an object, and its first part. An object that is replaced in between is looked at again. */
async function readFirst(
  reading: Omit<Reading, 'object'>,
  start: number,
  end: number,
): Promise<{ readonly object: ObjectFacts; readonly first: Buffer }> {
  for (let attempt = 1; ; attempt += 1) {
    const object = await look(reading)
    const stop = Math.min(end, object.size, start + PART_SIZE)
    if (stop <= start) return { object, first: Buffer.alloc(0) }
    try {
      return { object, first: await readPart({ ...reading, object }, start, stop) }
    } catch (thrown) {
      if (!isGone(thrown) || attempt === FIRST_ATTEMPTS) throw thrown
    }
  }
}

async function look({ bucket, key, signal }: Omit<Reading, 'object'>): Promise<ObjectFacts> {
  const object = await findObject(bucket, { action: 'look at', key, signal })
  if (object !== undefined) return object
  throw new RegaugeError('STORE_OBJECT_NOT_FOUND', {
    message: `There is no object "${bucket.objectKey(key)}" in ${bucket.place}.`,
    hint: 'It was never written or has been deleted.',
    details: { key },
  })
}

interface Reading {
  readonly bucket: Bucket
  readonly key: string
  readonly signal: AbortSignal | undefined
  readonly object: ObjectFacts
}

function* parts(reading: Reading, start: number, end: number): Generator<() => Promise<Buffer>> {
  for (let at = start; at < end; at += PART_SIZE) yield () => readLater(reading, at, Math.min(end, at + PART_SIZE))
}

/** A part of an object of which earlier ones have been given. */
async function readLater(reading: Reading, start: number, end: number): Promise<Buffer> {
  try {
    return await readPart(reading, start, end)
  } catch (thrown) {
    throw isGone(thrown) ? altered(reading.key, 'were replaced or deleted while they were being read') : thrown
  }
}

/** A part of one generation of an object. Throws `STORE_OBJECT_NOT_FOUND` where that is gone. */
function readPart({ bucket, key, signal, object }: Reading, start: number, end: number): Promise<Buffer> {
  return bucket.send({ action: 'read', key, signal }, async (signal) => {
    const bytes = await bucket.readBytes(key, { generation: object.generation, start, end, signal })
    if (bytes.byteLength !== end - start) {
      throw new Error(`the body broke off: ${bytes.byteLength} of ${end - start} bytes came`)
    }
    const isWhole = bytes.byteLength === object.size && object.md5 !== undefined
    if (isWhole && createHash('md5').update(bytes).digest('base64') !== object.md5) {
      throw altered(key, 'do not match their checksum')
    }
    return bytes
  })
}

function isGone(thrown: unknown): boolean {
  return isRegaugeError(thrown) && thrown.code === 'STORE_OBJECT_NOT_FOUND'
}
