import type { ObjectChecksum } from '@regauge/core/store'

/** Metadata of an object by which a writer knows its own put again. */
export const PUT_ID = 'regauge_put'
/** Metadata of an object of several parts: the CRC-32 of its bytes in hex. Of others the service keeps an MD5. */
export const CRC32 = 'regauge_crc32'

/** What a read tells of the whole object. */
interface Told {
  readonly metadata?: Readonly<Record<string, string>>
  readonly blobContentMD5?: Uint8Array
}

/** The checksum that is kept with an object; undefined of objects of several parts that others have made. */
export function checksumOf({ metadata, blobContentMD5 }: Told): ObjectChecksum | undefined {
  const value = metadata?.[CRC32]
  if (value !== undefined) return { algorithm: 'crc32', value }
  return blobContentMD5 && { algorithm: 'md5', value: Buffer.from(blobContentMD5).toString('hex') }
}
