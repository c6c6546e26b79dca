import type { GetOptions } from '../contracts/artifact-store.ts'
import { readAhead } from '../util/read-ahead.ts'
import { retryPassing } from '../util/retry-passing.ts'
import { takeChecksum } from './checksum.ts'
import { contentAltered, isAltered } from './content-altered.ts'
import type { ObjectChecksum, ObjectPart, ObjectService, PartRange, StoreRequest } from './object-service.ts'
import { PART_SIZE, PARTS_AT_ONCE } from './part-size.ts'

/** How often an object is read before it counts as altered in the store, and not on its way. */
const MAX_READS = 4

/**
 * The bytes of an object or of a range of it, in pieces of at most one part, some parts ahead. Each part is whole before
 * it is given. A whole object is compared with its checksum: one of a single part before it is given, a larger one at
 * its end.
 */
export async function* readObject(
  service: ObjectService,
  key: string,
  { range, signal }: GetOptions,
): AsyncGenerator<Uint8Array> {
  const request: StoreRequest = { action: 'read', key, signal }
  const start = range?.start ?? 0
  const end = range?.end ?? Number.POSITIVE_INFINITY
  // Services know no empty range. One byte says whether there is an object at all.
  const isEmpty = start >= end
  const first = await readVerified(service, request, {
    start,
    end: isEmpty ? start + 1 : Math.min(end, start + PART_SIZE),
  })
  if (first === undefined || isEmpty) return
  yield first.bytes
  signal?.throwIfAborted()
  if (first.bytes.byteLength < PART_SIZE) return

  const { size, version } = first
  const stop = Math.min(end, size)
  const isWhole = start === 0 && stop === size && stop > PART_SIZE
  const wanted = isWhole ? await checksumOf(service, request, first) : undefined
  const taker = wanted && takeChecksum(wanted.algorithm)
  taker?.update(first.bytes)
  const rest = partsOf(service, request, { start: start + PART_SIZE, end: stop, version })
  for await (const part of readAhead(rest, PARTS_AT_ONCE)) {
    taker?.update(part)
    yield part
    signal?.throwIfAborted()
  }
  if (taker && taker.value() !== wanted?.value) throw contentAltered(key, 'do not match its checksum')
}

/** A part; one that is the whole object has its checksum. A part that was altered on its way is read again. */
function readVerified(
  service: ObjectService,
  request: StoreRequest,
  range: PartRange,
): Promise<ObjectPart | undefined> {
  const read = async () => {
    const part = await service.readPart(range, request)
    if (part === undefined || part.bytes.byteLength < part.size) return part
    const wanted = await checksumOf(service, request, part)
    const taker = wanted && takeChecksum(wanted.algorithm)
    taker?.update(part.bytes)
    if (taker && taker.value() !== wanted?.value) throw contentAltered(request.key, 'do not match its checksum')
    return part
  }
  return retryPassing(read, { isPassing: isAltered, signal: request.signal, attempts: MAX_READS })
}

function checksumOf(
  service: ObjectService,
  request: StoreRequest,
  { checksum, version }: ObjectPart,
): Promise<ObjectChecksum | undefined> | ObjectChecksum | undefined {
  return checksum ?? service.checksum?.(version, { ...request, action: 'look at' })
}

function* partsOf(
  service: ObjectService,
  request: StoreRequest,
  { start, end, version }: PartRange,
): Generator<() => Promise<Buffer>> {
  for (let at = start; at < end; at += PART_SIZE) {
    yield async () => {
      const part = await service.readPart({ start: at, end: Math.min(end, at + PART_SIZE), version }, request)
      if (part === undefined) throw contentAltered(request.key, 'are fewer than they were')
      return part.bytes
    }
  }
}
