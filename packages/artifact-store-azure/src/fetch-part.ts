import type { Readable } from 'node:stream'
import {
  assertLength,
  contentAltered,
  statusOf,
  type ObjectPart,
  type PartRange,
  type StoreRequest,
} from '@regauge/core/store'
import { until, type Container } from './container.ts'
import { checksumOf } from './metadata.ts'

/** A range of an object; undefined where it begins at or beyond the object's end. */
export async function readPart(
  container: Container,
  { start, end, version }: PartRange,
  request: StoreRequest,
): Promise<ObjectPart | undefined> {
  const blob = container.blob(request.key)
  try {
    return await container.send(request, async (signal) => {
      const answer = await blob.download(start, end - start, {
        ...(version !== undefined && { conditions: { ifMatch: version } }),
        // A body that breaks off is asked for again as a whole.
        maxRetryRequests: 0,
        ...until(signal),
      })
      const size = Number(/\/(\d+)$/.exec(answer.contentRange ?? '')?.[1] ?? answer.contentLength)
      // Outside of browsers there is one.
      const bytes = await readBody(answer.readableStreamBody as Readable)
      assertLength(request.key, bytes, Math.max(0, Math.min(end, size) - start))
      return { bytes, size, version: answer.etag, checksum: checksumOf(answer) }
    })
  } catch (thrown) {
    if (statusOf(thrown) === 416) return undefined
    if (statusOf(thrown) === 412) throw contentAltered(request.key, 'were replaced while it was being read')
    throw thrown
  }
}

async function readBody(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of body) pieces.push(piece as Buffer)
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}
