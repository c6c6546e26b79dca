import type { ObjectChecksum, ObjectPart, PartRange, StoreRequest } from '@regauge/core/store'
import { ask } from './ask.ts'
import type { Bucket } from './bucket.ts'
import { CRC32, toMd5 } from './look-at.ts'

/**
 * A range of an object, in one request. The client's own streams can neither be aborted nor read without warnings of
 * leaks.
 */
export async function fetchPart(
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
