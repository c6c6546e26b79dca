import {
  assertLength,
  contentAltered,
  statusOf,
  type ObjectChecksum,
  type ObjectPart,
  type PartRange,
  type StoreRequest,
} from '@regauge/core/store'
import { ask } from './ask.ts'
import type { Bucket } from './bucket.ts'
import { CRC32, toMd5 } from './look-at.ts'

/** A range of an object; undefined where it begins at or beyond the object's end. */
export async function readPart(
  bucket: Bucket,
  range: PartRange,
  request: StoreRequest,
): Promise<ObjectPart | undefined> {
  try {
    return await bucket.send(request, async (signal) => {
      const part = await fetchPart(bucket, range, { ...request, signal })
      assertLength(request.key, part.bytes, Math.max(0, Math.min(range.end, part.size) - range.start))
      return part
    })
  } catch (thrown) {
    if (statusOf(thrown) === 416) return undefined
    if (range.version !== undefined && statusOf(thrown) === 404) {
      throw contentAltered(request.key, 'were replaced or deleted while they were being read')
    }
    throw thrown
  }
}

/** The client's own streams can neither be aborted nor read without warnings of leaks. */
async function fetchPart(
  bucket: Bucket,
  { start, end, version }: PartRange,
  { key, signal }: StoreRequest,
): Promise<ObjectPart> {
  const url = `${bucket.mediaUrl(key)}${version === undefined ? '' : `&generation=${version}`}`
  const answer = await ask(bucket, url, { headers: { range: `bytes=${start}-${end - 1}` }, signal })
  const { bytes, headers: heads } = answer
  const head = (name: string) => heads[name]?.toString()
  return {
    bytes,
    size: Number(/\/(\d+)$/.exec(head('content-range') ?? '')?.[1] ?? bytes.byteLength),
    version: head('x-goog-generation'),
    checksum: checksumIn(head(`x-goog-meta-${CRC32}`), head('x-goog-hash')),
  }
}

/** Of the whole object, whatever its range. */
function checksumIn(crc32: string | undefined, hashes: string | undefined): ObjectChecksum | undefined {
  if (crc32 !== undefined) return { algorithm: 'crc32', value: crc32 }
  const md5 = /md5=([^,\s]+)/.exec(hashes ?? '')?.[1]
  return md5 === undefined ? undefined : toMd5(md5)
}
