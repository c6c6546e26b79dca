import { DeleteObjectsCommand } from '@aws-sdk/client-s3'
import type { Bucket } from './bucket.ts'

/** The service takes no more keys in one request. */
const BATCH = 1_000

/** Deletes what is there of these keys. */
export async function deleteObjects(
  bucket: Bucket,
  keys: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const unique = [...new Set(keys)]
  for (let at = 0; at < unique.length; at += BATCH) {
    const batch = unique.slice(at, at + BATCH)
    const command = new DeleteObjectsCommand({
      Bucket: bucket.name,
      Delete: { Objects: batch.map((key) => ({ Key: bucket.objectKey(key) })), Quiet: true },
    })
    await bucket.send({ action: 'delete', key: batch[0]!, signal }, async (options) => {
      const { Errors = [] } = await bucket.client.send(command, options)
      const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey')
      // Like the client's own errors, which are called by the service's code.
      if (failed) throw Object.assign(new Error(`"${failed.Key}": ${failed.Message}`), { name: failed.Code })
    })
  }
}
