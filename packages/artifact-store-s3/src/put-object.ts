import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { isRegaugeError } from '@regauge/core'
import type { Bucket, BucketRequest } from './bucket.ts'
import { statusOf } from './s3-error.ts'

/** Metadata of an object by which a writer knows its own put again. */
export const PUT_ID = 'regauge-put'
/** Metadata of an object: the CRC-32 of its bytes in hex. Ranges have no checksum of the service's. */
export const CRC32 = 'regauge-crc32'

/** How an object is put. */
export interface PutRequest extends BucketRequest {
  readonly ifAbsent: boolean
}

/** Puts an object in one request. Returns whether it was written. */
export async function putObject(bucket: Bucket, bytes: Uint8Array, request: PutRequest): Promise<boolean> {
  const putId = randomUUID()
  return settleCondition(bucket, { ...request, putId }, (options) =>
    bucket.client.send(
      new PutObjectCommand({
        Bucket: bucket.name,
        Key: bucket.objectKey(request.key),
        Body: bytes,
        ContentLength: bytes.byteLength,
        Metadata: { [PUT_ID]: putId, [CRC32]: crc32(bytes).toString(16) },
        ...(request.ifAbsent && { IfNoneMatch: '*' }),
        ...bucket.encryption,
      }),
      options,
    ),
  )
}

/**
 * Makes the request that lets an object appear. Returns whether it did. An answer that was lost on its way makes the
 * next attempt find the object of the first, which is then known by its id.
 */
export async function settleCondition(
  bucket: Bucket,
  { putId, ...request }: PutRequest & { readonly putId: string },
  send: Parameters<typeof bucket.send<unknown>>[1],
): Promise<boolean> {
  let attempts = 0
  try {
    await bucket.send(request, (options) => {
      attempts += 1
      return send(options)
    })
    return true
  } catch (thrown) {
    const isTaken = request.ifAbsent && statusOf(thrown) === 412
    const isFinished = isRegaugeError(thrown) && thrown.details['serviceCode'] === 'NoSuchUpload'
    if (!isTaken && !isFinished) throw thrown
    if (attempts > 1 && (await isOwn(bucket, request, putId))) return true
    if (!isTaken) throw thrown
    return false
  }
}

async function isOwn(bucket: Bucket, { key, signal }: PutRequest, putId: string): Promise<boolean> {
  const found = await headObject(bucket, { action: 'look at', key, signal })
  return found?.Metadata?.[PUT_ID] === putId
}

/** What the service says of an object; undefined where there is none. */
export async function headObject(bucket: Bucket, request: BucketRequest) {
  try {
    return await bucket.send(request, (options) =>
      bucket.client.send(
        new HeadObjectCommand({ Bucket: bucket.name, Key: bucket.objectKey(request.key), ChecksumMode: 'ENABLED' }),
        options,
      ),
    )
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'STORE_OBJECT_NOT_FOUND') return undefined
    throw thrown
  }
}
