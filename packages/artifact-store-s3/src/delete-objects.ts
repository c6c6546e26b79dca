import { createHash } from 'node:crypto'
import { DeleteObjectsCommand } from '@aws-sdk/client-s3'
import { until, type Bucket } from './bucket.ts'

/** Deletes what is there of these keys, in one request. */
export async function deleteObjects(
  bucket: Bucket,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const command = new DeleteObjectsCommand({
    Bucket: bucket.name,
    Delete: { Objects: keys.map((key) => ({ Key: bucket.objectKey(key) })), Quiet: true },
  })
  sendContentMd5(command)
  await bucket.send({ action: 'delete', key: keys[0]!, signal }, async (signal) => {
    const { Errors = [] } = await bucket.client.send(command, until(signal))
    const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey')
    // Like the client's own errors, which are called by the service's code.
    if (failed) throw Object.assign(new Error(`"${failed.Key}": ${failed.Message}`), { name: failed.Code })
  })
}

/**
 * Lets a request carry its MD5 in place of the checksum of the client: many services that speak the protocol of S3 know
 * no other for this request, and all take it.
 */
function sendContentMd5(command: DeleteObjectsCommand): void {
  command.middlewareStack.add(
    (next) => (call) => {
      // At this step a request is the protocol's own, and its body is the text of the document.
      const { headers, body } = call.request as { headers: Record<string, string>; body: string | Uint8Array }
      for (const name of Object.keys(headers)) {
        if (/^x-amz-(?:sdk-)?checksum-/i.test(name)) delete headers[name]
      }
      headers['content-md5'] = createHash('md5').update(body).digest('base64')
      return next(call)
    },
    { step: 'build', priority: 'low' },
  )
}
