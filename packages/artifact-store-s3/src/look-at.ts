import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { unlessAbsent, type ObjectChecksum, type ObjectFacts, type StoreRequest } from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'
import { PUT_ID } from './put-object.ts'

/** What the service tells of an object; undefined where there is none. */
export async function lookAt(bucket: Bucket, request: StoreRequest): Promise<ObjectFacts | undefined> {
  const found = await headObject(bucket, request)
  return found && { size: found.ContentLength!, modifiedAt: found.LastModified!, putId: found.Metadata?.[PUT_ID] }
}

/** The checksum that the service keeps of a whole object; undefined where it has none of that sort. */
export async function checksumOf(
  bucket: Bucket,
  etag: string | undefined,
  request: StoreRequest,
): Promise<ObjectChecksum | undefined> {
  const found = await headObject(bucket, request)
  if (found?.ETag !== etag || found?.ChecksumType !== 'FULL_OBJECT' || !found.ChecksumCRC32) return undefined
  return { algorithm: 'crc32', value: Buffer.from(found.ChecksumCRC32, 'base64').toString('hex') }
}

function headObject(bucket: Bucket, request: StoreRequest) {
  const command = new HeadObjectCommand({
    Bucket: bucket.name,
    Key: bucket.objectKey(request.key),
    ChecksumMode: 'ENABLED',
  })
  return unlessAbsent(bucket.send(request, (signal) => bucket.client.send(command, until(signal))))
}
