import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import {
  assertLength,
  contentAltered,
  statusOf,
  type ObjectPart,
  type PartRange,
  type StoreRequest,
} from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'
import { CRC32 } from './put-object.ts'

/** A range of an object; undefined where it begins at or beyond the object's end. */
export async function readPart(
  bucket: Bucket,
  range: PartRange,
  request: StoreRequest,
): Promise<ObjectPart | undefined> {
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: bucket.objectKey(request.key),
    Range: `bytes=${range.start}-${range.end - 1}`,
    ...(range.version !== undefined && { IfMatch: range.version }),
  })
  try {
    return await bucket.send(request, async (signal) => {
      const answer = await bucket.client.send(command, until(signal))
      const part = toPart(answer, await answer.Body!.transformToByteArray())
      assertLength(request.key, part.bytes, Math.max(0, Math.min(range.end, part.size) - range.start))
      return part
    })
  } catch (thrown) {
    if (statusOf(thrown) === 416) return undefined
    if (statusOf(thrown) === 412) throw contentAltered(request.key, 'were replaced while it was being read')
    throw thrown
  }
}

function toPart(answer: GetObjectCommandOutput, body: Uint8Array): ObjectPart {
  const checksum = answer.Metadata?.[CRC32]
  return {
    bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    size: Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? answer.ContentLength),
    version: answer.ETag,
    checksum: checksum === undefined ? undefined : { algorithm: 'crc32', value: checksum },
  }
}
