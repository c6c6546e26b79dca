import { PutObjectCommand } from '@aws-sdk/client-s3'
import { RegaugeError } from '@regauge/core'
import type { Bucket } from './bucket.ts'
import { statusOf } from './s3-error.ts'

/** The first segment of keys that the store keeps for itself. */
export const RESERVED = '.regauge'

/** An empty object that is put again and again, and must never be written a second time. */
export const CONDITIONS_KEY = `${RESERVED}/conditions`

/** Whether a key or a common prefix lies where the store keeps its own. */
export function isReserved(name: string): boolean {
  return name === RESERVED || name.startsWith(`${RESERVED}/`)
}

/**
 * Refuses a service that ignores conditions with `STORE_UNSUITABLE`: with it, two drivers would each believe that a record
 * is theirs. One request where the store has been used before.
 */
export async function assertConditions(bucket: Bucket): Promise<void> {
  // Only the first store of all writes; whoever comes later finds the object there.
  if (!(await putProbe(bucket)) || !(await putProbe(bucket))) return
  throw new RegaugeError('STORE_UNSUITABLE', {
    message: `The service of bucket "${bucket.name}" ignores conditions: it wrote an object with "If-None-Match: *" that was there already.`,
    hint: 'Use a service that honours conditional writes: S3, or a recent version of MinIO, Ceph or R2.',
    details: { bucket: bucket.name, object: bucket.objectKey(CONDITIONS_KEY) },
  })
}

async function putProbe(bucket: Bucket): Promise<boolean> {
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
