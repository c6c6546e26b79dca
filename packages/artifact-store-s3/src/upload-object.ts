import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import type { Source } from '@regauge/core'
import { forEachConcurrent, PARTS_AT_ONCE, partSizeOf, sourceParts, type PutRequest } from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'
import { PUT_ID } from './put-object.ts'

/** The service takes no more parts of one object. */
const MAX_PARTS = 10_000

/** Whoever has cancelled a put does not wait for a service that is silent. */
const ABORT_WITHIN_MS = 5_000

/** Puts a large object in parts, some of them at once. Nothing is left of it where this fails. */
export async function uploadObject(bucket: Bucket, source: Source, request: PutRequest): Promise<void> {
  const uploadId = await beginUpload(bucket, request)
  const upload = { Bucket: bucket.name, Key: bucket.objectKey(request.key), UploadId: uploadId }
  try {
    const { parts, checksum } = await sendParts(bucket, source, { ...request, upload })
    const command = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts: parts },
      ChecksumCRC32: checksum,
      ChecksumType: 'FULL_OBJECT',
      ...(request.ifAbsent && { IfNoneMatch: '*' }),
    })
    await bucket.send(request, (signal) => {
      request.onAttempt()
      return bucket.client.send(command, until(signal))
    })
  } catch (thrown) {
    await abortUpload(bucket, upload, request.key)
    throw thrown
  }
}

interface Upload {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string
}

async function beginUpload(bucket: Bucket, request: PutRequest): Promise<string> {
  const { UploadId } = await bucket.send(request, (signal) =>
    bucket.client.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket.name,
        Key: bucket.objectKey(request.key),
        Metadata: { [PUT_ID]: request.putId },
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
        ...bucket.encryption,
      }),
      until(signal),
    ),
  )
  return UploadId!
}

/** Sends the parts of a source, and gives them in their order, with the checksum of the whole. */
async function sendParts(bucket: Bucket, source: Source, request: PutRequest & { readonly upload: Upload }) {
  const { key, signal, upload } = request
  const parts: CompletedPart[] = []
  let checksum = 0
  async function* numbered() {
    let number = 0
    for await (const bytes of sourceParts(source, { key, partSize: partSizeOf(source.size, MAX_PARTS) })) {
      signal?.throwIfAborted()
      checksum = crc32(bytes, checksum)
      number += 1
      yield { bytes, number }
    }
  }
  await forEachConcurrent(numbered(), PARTS_AT_ONCE, async ({ bytes, number }) => {
    const sent = await bucket.send(request, (signal) =>
      bucket.client.send(
        new UploadPartCommand({ ...upload, PartNumber: number, Body: bytes, ContentLength: bytes.byteLength }),
        until(signal),
      ),
    )
    parts[number - 1] = {
      PartNumber: number,
      ETag: sent.ETag,
      ...(sent.ChecksumCRC32 !== undefined && { ChecksumCRC32: sent.ChecksumCRC32 }),
    }
  })
  return { parts, checksum: toBase64(checksum) }
}

/** Parts of an upload that is neither ended nor aborted would be paid for until the bucket's lifecycle clears them away. */
async function abortUpload(bucket: Bucket, upload: Upload, key: string): Promise<void> {
  const request = { action: 'abort the upload of', key, signal: AbortSignal.timeout(ABORT_WITHIN_MS) }
  await bucket
    .send(request, (signal) => bucket.client.send(new AbortMultipartUploadCommand(upload), until(signal)))
    // The failure that led here says more, and an upload that is gone is what was wanted.
    .catch(() => undefined)
}

/** A CRC-32 as the service writes it. */
function toBase64(checksum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(checksum)
  return bytes.toString('base64')
}
