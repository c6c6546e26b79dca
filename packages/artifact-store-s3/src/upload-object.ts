import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import type { Source } from '@regauge/core'
import { forEachConcurrent, sourceParts } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'
import { PART_SIZE, PARTS_AT_ONCE } from './part-size.ts'
import { headObject, PUT_ID, settleCondition, type PutRequest } from './put-object.ts'

/** The service takes no more parts of one object. */
const MAX_PARTS = 10_000

/** Whoever has cancelled a put does not wait for a service that is silent. */
const ABORT_WITHIN_MS = 5_000

/** Puts a large object in parts, some of them at once. Returns whether it was written; nothing is left of it if not. */
export async function uploadObject(bucket: Bucket, source: Source, request: PutRequest): Promise<boolean> {
  // Saves the sending of what would be refused.
  if (request.ifAbsent && (await headObject(bucket, request))) return false
  const putId = randomUUID()
  const uploadId = await beginUpload(bucket, putId, request)
  const upload = { Bucket: bucket.name, Key: bucket.objectKey(request.key), UploadId: uploadId }
  let isWritten = false
  try {
    const { parts, checksum } = await sendParts(bucket, source, { ...request, upload })
    const command = {
      ...upload,
      MultipartUpload: { Parts: parts },
      ChecksumCRC32: checksum,
      ChecksumType: 'FULL_OBJECT',
      ...(request.ifAbsent && { IfNoneMatch: '*' }),
    } as const
    isWritten = await settleCondition(bucket, { ...request, putId }, (options) =>
      bucket.client.send(new CompleteMultipartUploadCommand(command), options),
    )
    return isWritten
  } finally {
    if (!isWritten) await abortUpload(bucket, upload, request.key)
  }
}

interface Upload {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string
}

async function beginUpload(bucket: Bucket, putId: string, request: PutRequest): Promise<string> {
  const { UploadId } = await bucket.send(request, (options) =>
    bucket.client.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket.name,
        Key: bucket.objectKey(request.key),
        Metadata: { [PUT_ID]: putId },
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
        ...bucket.encryption,
      }),
      options,
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
    for await (const bytes of sourceParts(source, { key, partSize: partSizeOf(source) })) {
      signal?.throwIfAborted()
      checksum = crc32(bytes, checksum)
      number += 1
      yield { bytes, number }
    }
  }
  await forEachConcurrent(numbered(), PARTS_AT_ONCE, async ({ bytes, number }) => {
    const sent = await bucket.send(request, (options) =>
      bucket.client.send(
        new UploadPartCommand({ ...upload, PartNumber: number, Body: bytes, ContentLength: bytes.byteLength }),
        options,
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

/** As large as it has to be for the largest object, and in whole mebibytes. */
function partSizeOf({ size }: Source): number {
  const mebibyte = 1024 * 1024
  return Math.max(PART_SIZE, Math.ceil(size / MAX_PARTS / mebibyte) * mebibyte)
}

/** Parts of an upload that is neither ended nor aborted would be paid for until the bucket's lifecycle clears them away. */
async function abortUpload(bucket: Bucket, upload: Upload, key: string): Promise<void> {
  const request = { action: 'abort the upload of', key, signal: AbortSignal.timeout(ABORT_WITHIN_MS) }
  await bucket
    .send(request, (options) => bucket.client.send(new AbortMultipartUploadCommand(upload), options))
    // The failure that led here says more, and an upload that is gone is what was wanted.
    .catch(() => undefined)
}

/** A CRC-32 as the service writes it. */
export function toBase64(checksum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(checksum)
  return bytes.toString('base64')
}
