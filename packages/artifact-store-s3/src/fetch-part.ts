import { GetObjectCommand } from '@aws-sdk/client-s3'
import type { ObjectPart, PartRange, StoreRequest } from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'
import { CRC32 } from './put-object.ts'

/** A range of an object, in one request. */
export async function fetchPart(
  { client, name, objectKey }: Bucket,
  { start, end, version }: PartRange,
  { key, signal }: StoreRequest,
): Promise<ObjectPart> {
  const command = new GetObjectCommand({
    Bucket: name,
    Key: objectKey(key),
    Range: `bytes=${start}-${end - 1}`,
    ...(version !== undefined && { IfMatch: version }),
  })
  const answer = await client.send(command, until(signal))
  const body = await answer.Body!.transformToByteArray()
  const checksum = answer.Metadata?.[CRC32]
  return {
    bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    size: Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength),
    version: answer.ETag,
    checksum: checksum === undefined ? undefined : { algorithm: 'crc32', value: checksum },
  }
}
