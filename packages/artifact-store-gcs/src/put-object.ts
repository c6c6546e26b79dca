import { createHash } from 'node:crypto'
import type { PutRequest } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'
import { PUT_ID } from './look-at.ts'

/** Puts an object in one request. The service compares it with its MD5. */
export async function putObject(bucket: Bucket, bytes: Uint8Array, request: PutRequest): Promise<void> {
  const md5Hash = createHash('md5').update(bytes).digest('base64')
  await bucket.send(request, async () => {
    request.onAttempt()
    await bucket.file(request.key).save(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      resumable: false,
      validation: false,
      metadata: { md5Hash, metadata: { [PUT_ID]: request.putId } },
      ...(request.ifAbsent && { preconditionOpts: { ifGenerationMatch: 0 } }),
    })
  })
}
