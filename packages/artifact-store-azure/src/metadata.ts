import type { ObjectChecksum, PutRequest } from '@regauge/core/store'

/** Metadata of an object by which a writer knows its own put again. */
const PUT_ID = 'regauge_put'
/** Metadata of an object: the CRC-32 of its bytes in hex. The service keeps no checksum of an object of several parts. */
const CRC32 = 'regauge_crc32'

/** What is kept with an object; `checksum` is its CRC-32. */
export function metadataOf({ putId }: PutRequest, checksum: string): Record<string, string> {
  return { [PUT_ID]: putId, [CRC32]: checksum }
}

/** The id of the put that wrote an object. */
export function putIdOf(metadata: Readonly<Record<string, string>> | undefined): string | undefined {
  return metadata?.[PUT_ID]
}

/** The checksum that was kept with an object; undefined of objects that others have made. */
export function checksumOf(metadata: Readonly<Record<string, string>> | undefined): ObjectChecksum | undefined {
  const value = metadata?.[CRC32]
  return value === undefined ? undefined : { algorithm: 'crc32', value }
}
