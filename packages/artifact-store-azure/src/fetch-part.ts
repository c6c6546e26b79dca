import type { Readable } from 'node:stream'
import type { ObjectPart, PartRange, StoreRequest } from '@regauge/core/store'
import { until, type Container } from './container.ts'
import { checksumOf } from './metadata.ts'

/** A range of an object, in one request. */
export async function fetchPart(
  container: Container,
  { start, end, version }: PartRange,
  { key, signal }: StoreRequest,
): Promise<ObjectPart> {
  const answer = await container.blob(key).download(start, end - start, {
    ...(version !== undefined && { conditions: { ifMatch: version } }),
    // A body that breaks off is asked for again as a whole.
    maxRetryRequests: 0,
    ...until(signal),
  })
  return {
    // Outside of browsers there is one.
    bytes: await readBody(answer.readableStreamBody as Readable),
    size: Number(/\/(\d+)$/.exec(answer.contentRange ?? '')?.[1] ?? answer.contentLength),
    version: answer.etag,
    checksum: checksumOf(answer),
  }
}

async function readBody(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece as Buffer)
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}
