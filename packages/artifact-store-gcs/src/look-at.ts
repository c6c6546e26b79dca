import { unlessAbsent, type ObjectChecksum, type ObjectFacts, type StoreRequest } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** Metadata of an object by which a writer knows its own put again. */
export const PUT_ID = 'regauge-put'
/** Metadata of an object of several parts: the CRC-32 of its bytes in hex, which takes less time than its MD5. */
export const CRC32 = 'regauge-crc32'

/** What the service tells of an object; undefined where there is none. */
export async function lookAt(bucket: Bucket, request: StoreRequest): Promise<ObjectFacts | undefined> {
  const found = await readMetadata(bucket, request)
  return (
    found && {
      size: Number(found.size),
      modifiedAt: new Date(found.updated!),
      // It is put as a text.
      putId: found.metadata?.[PUT_ID] as string | undefined,
    }
  )
}

/** The MD5 of one generation of an object; undefined of an object that others have composed. */
export async function checksumOf(
  bucket: Bucket,
  generation: string | undefined,
  request: StoreRequest,
): Promise<ObjectChecksum | undefined> {
  const found = await readMetadata(bucket, request)
  if (found?.md5Hash === undefined) return undefined
  if (generation !== undefined && String(found.generation) !== generation) return undefined
  return toMd5(found.md5Hash)
}

/** The checksum that the service writes in base64. */
export function toMd5(base64: string): ObjectChecksum {
  return { algorithm: 'md5', value: Buffer.from(base64, 'base64').toString('hex') }
}

async function readMetadata(bucket: Bucket, request: StoreRequest) {
  const found = await unlessAbsent(bucket.send(request, () => bucket.file(request.key).getMetadata()))
  return found?.[0]
}
