import { crc32 } from 'node:zlib'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { toCrc32Text, type PutRequest } from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'

/** Metadata of an object by which a writer knows its own put again. */
export const PUT_ID = 'regauge-put'
/** Metadata of an object: the CRC-32 of its bytes in hex. Ranges have no checksum of the service's. */
export const CRC32 = 'regauge-crc32'

/** Puts an object in one request. */
export async function putObject(bucket: Bucket, bytes: Uint8Array, request: PutRequest): Promise<void> {
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: bucket.objectKey(request.key),
    Body: bytes,
    ContentLength: bytes.byteLength,
    Metadata: { [PUT_ID]: request.putId, [CRC32]: toCrc32Text(crc32(bytes)) },
    ...(request.ifAbsent && { IfNoneMatch: '*' }),
    ...bucket.encryption,
  })
  await bucket.send(request, (signal) => {
    request.onAttempt()
    return bucket.client.send(command, until(signal))
  })
}
