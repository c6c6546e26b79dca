import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Source } from '@regauge/core'
import { isPassing, PART_SIZE, retryPassing, sourceParts, type PutRequest } from '@regauge/core/store'
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
      ...conditionsOf(request),
    })
  })
}

/** Puts a large object in parts, one after the other. Nothing is left of it where this fails. */
export async function uploadObject(bucket: Bucket, source: Source, request: PutRequest): Promise<void> {
  const attempt = () => {
    request.onAttempt()
    return sendParts(bucket, source, request)
  }
  await retryPassing(attempt, { isPassing, signal: request.signal })
}

/** One attempt at an upload. An upload that is not ended leaves nothing that could be seen or that is paid for. */
async function sendParts(bucket: Bucket, source: Source, request: PutRequest): Promise<void> {
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
    throw failures.length > 0 ? failures[0] : bucket.errorOf(thrown, request)
  } finally {
    clearTimeout(timer)
  }
}

function conditionsOf({ ifAbsent }: PutRequest) {
  return ifAbsent ? { preconditionOpts: { ifGenerationMatch: 0 } } : {}
}
