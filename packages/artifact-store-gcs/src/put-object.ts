import { createHash, randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Source } from '@regauge/core'
import { retryPassing, sourceParts } from '@regauge/core/store'
import type { Bucket, BucketRequest } from './bucket.ts'
import { isPassing, statusOf, toStoreError } from './gcs-error.ts'
import { findObject, PUT_ID } from './object-facts.ts'
import { PART_SIZE } from './part-size.ts'

/** How an object is put. */
export interface PutRequest extends BucketRequest {
  readonly ifAbsent: boolean
}

/** Puts an object in one request. The service compares it with its MD5. Returns whether it was written. */
export function putObject(bucket: Bucket, bytes: Uint8Array, request: PutRequest): Promise<boolean> {
  const putId = randomUUID()
  const md5Hash = createHash('md5').update(bytes).digest('base64')
  return settleCondition(bucket, { ...request, putId }, (onAttempt) =>
    bucket.send(request, async () => {
      onAttempt()
      await bucket.file(request.key).save(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
        resumable: false,
        validation: false,
        metadata: { md5Hash, metadata: { [PUT_ID]: putId } },
        ...conditionsOf(request),
      })
    }),
  )
}

/** Puts a large object in parts, one after the other. Returns whether it was written; nothing is left of it if not. */
export async function uploadObject(bucket: Bucket, source: Source, request: PutRequest): Promise<boolean> {
  // Saves the sending of what would be refused.
  if (request.ifAbsent && (await findObject(bucket, { ...request, action: 'look at' }))) return false
  const putId = randomUUID()
  return settleCondition(bucket, { ...request, putId }, (onAttempt) => {
    const attempt = () => {
      onAttempt()
      return sendParts(bucket, source, { ...request, putId })
    }
    return retryPassing(attempt, { isPassing, signal: request.signal })
  })
}

/**
 * Makes the request that lets an object appear. Returns whether it did. An answer that was lost on its way makes the
 * next attempt find the object of the first, which is then known by its id.
 */
async function settleCondition(
  bucket: Bucket,
  request: PutRequest & { readonly putId: string },
  send: (onAttempt: () => void) => Promise<void>,
): Promise<boolean> {
  let attempts = 0
  try {
    await send(() => (attempts += 1))
    return true
  } catch (thrown) {
    if (!request.ifAbsent || statusOf(thrown) !== 412) throw thrown
    if (attempts === 1) return false
    return (await findObject(bucket, { ...request, action: 'look at' }))?.putId === request.putId
  }
}

/** One attempt at an upload. An upload that is not ended leaves nothing that could be seen or that is paid for. */
async function sendParts(bucket: Bucket, source: Source, request: PutRequest & { readonly putId: string }) {
  const { key, signal, putId } = request
  const idle = new AbortController()
  const timer = setTimeout(() => idle.abort(), bucket.timeout)
  const failures: unknown[] = []
  async function* parts() {
    try {
      for await (const part of sourceParts(source, { key, partSize: PART_SIZE })) {
        signal?.throwIfAborted()
        timer.refresh()
        yield part
      }
    } catch (thrown) {
      failures.push(thrown)
      throw thrown
    }
  }
  const upload = bucket.file(key).createWriteStream({
    resumable: true,
    chunkSize: PART_SIZE,
    validation: 'crc32c',
    metadata: { metadata: { [PUT_ID]: putId } },
    ...conditionsOf(request),
  })
  try {
    await pipeline(parts, upload, { signal: AbortSignal.any([idle.signal, ...(signal ? [signal] : [])]) })
  } catch (thrown) {
    throw failures.length > 0 ? failures[0] : toStoreError(thrown, bucket.about(request))
  } finally {
    clearTimeout(timer)
  }
}

function conditionsOf({ ifAbsent }: PutRequest) {
  return ifAbsent ? { preconditionOpts: { ifGenerationMatch: 0 } } : {}
}
