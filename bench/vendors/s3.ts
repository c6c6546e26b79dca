import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import { forEachConcurrent, readAhead } from './concurrency.ts'
import { clientOf, configOf, createBucket, open } from '../../test/services/s3.fixture.ts'
import { PART, partsOf, rangesOf, type Rivals } from './vendor.ts'

/** The store and the AWS SDK on a server. */
export async function openRivals(server: string): Promise<Rivals> {
  const Bucket = await createBucket(server)
  const client = clientOf(server)
  const read = async (Key: string, range?: readonly [number, number]) => {
    const Range = range && { Range: `bytes=${range[0]}-${range[1] - 1}` }
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, ...Range }))
    return (await Body!.transformToByteArray()).byteLength
  }
  return {
    store: await open(configOf(server, Bucket)),
    vendor: {
      put: (Key, Body) => client.send(new PutObjectCommand({ Bucket, Key, Body })),
      get: read,
      async upload(Key, pieces) {
        const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
        const Parts: CompletedPart[] = []
        let count = 0
        await forEachConcurrent(partsOf(pieces), PART.atOnce, async (Body) => {
          const PartNumber = ++count
          const { ETag, ChecksumCRC32 } = await client.send(
            new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
          )
          Parts[PartNumber - 1] = { PartNumber, ETag, ...(ChecksumCRC32 !== undefined && { ChecksumCRC32 }) }
        })
        await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
      },
      async download(key, size) {
        let sum = 0
        for await (const each of readAhead(
          rangesOf(size).map((range) => () => read(key, range)),
          PART.atOnce,
        ))
          sum += each
        return sum
      },
    },
  }
}
