import { crc32 } from 'node:zlib'
import type { Source } from '@regauge/core'
import {
  forEachConcurrent,
  PARTS_AT_ONCE,
  partSizeOf,
  retryPassing,
  serviceCodeOf,
  sourceParts,
  toCrc32Text,
  type PutRequest,
} from '@regauge/core/store'
import { until, type Container } from './container.ts'
import { CRC32, PUT_ID } from './metadata.ts'
import { conditionsOf, md5 } from './put-object.ts'

/** The service takes no more blocks of one object. */
const MAX_BLOCKS = 50_000

/**
 * Puts a large object in blocks, some of them at once. Blocks that never become a part of an object cannot be seen, and
 * the service drops them: when somebody else's object appears under the key, or after a week.
 */
export async function uploadObject(container: Container, source: Source, request: PutRequest): Promise<void> {
  await retryPassing(() => stageAndCommit(container, source, request), {
    // Somebody else's put under the key has swept our blocks away.
    isPassing: (thrown) => serviceCodeOf(thrown) === 'InvalidBlockList',
    signal: request.signal,
  })
}

async function stageAndCommit(container: Container, source: Source, request: PutRequest): Promise<void> {
  const { blocks, checksum } = await stageBlocks(container, source, request)
  const options = {
    ...container.encryption,
    ...conditionsOf(request),
    metadata: { [PUT_ID]: request.putId, [CRC32]: toCrc32Text(checksum) },
  }
  await container.send(request, (signal) => {
    request.onAttempt()
    return container.blob(request.key).commitBlockList(blocks, { ...options, ...until(signal) })
  })
}

/** Sends the blocks of a source, and gives their ids in their order, with the CRC-32 of the whole. */
async function stageBlocks(container: Container, source: Source, request: PutRequest) {
  const { key, signal, putId } = request
  const blob = container.blob(key)
  const blocks: string[] = []
  let checksum = 0
  async function* named() {
    for await (const bytes of sourceParts(source, { key, partSize: partSizeOf(source.size, MAX_BLOCKS) })) {
      signal?.throwIfAborted()
      checksum = crc32(bytes, checksum)
      const id = blockId(putId, blocks.length)
      blocks.push(id)
      yield { bytes, id }
    }
  }
  await forEachConcurrent(named(), PARTS_AT_ONCE, async ({ bytes, id }) => {
    const options = { ...container.encryption, transactionalContentMD5: md5(bytes) }
    await container.send(request, (signal) =>
      blob.stageBlock(id, bytes, bytes.byteLength, { ...options, ...until(signal) }),
    )
  })
  return { blocks, checksum }
}

/** All ids of an object's blocks are of one length, and nobody else's are the same. */
function blockId(putId: string, index: number): string {
  return Buffer.from(`${putId}-${String(index).padStart(5, '0')}`).toString('base64')
}
