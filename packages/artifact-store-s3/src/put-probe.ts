import { PutObjectCommand } from '@aws-sdk/client-s3'
import { CONDITIONS_KEY } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'
import { statusOf } from './s3-error.ts'

/** Puts the object that tells whether conditions are honoured; whether it was written. */
export async function putProbe(bucket: Bucket): Promise<boolean> {
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: bucket.objectKey(CONDITIONS_KEY),
    Body: new Uint8Array(),
    ContentLength: 0,
    IfNoneMatch: '*',
    ...bucket.encryption,
  })
  const about = { action: 'try a condition on', key: CONDITIONS_KEY, signal: undefined }
  try {
    await bucket.send(about, (options) => bucket.client.send(command, options))
    return true
  } catch (thrown) {
    if (statusOf(thrown) === 412) return false
    throw thrown
  }
}
