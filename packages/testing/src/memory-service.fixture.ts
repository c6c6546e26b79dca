import { RegaugeError, type Source } from '@regauge/core'
import {
  contentAltered,
  PART_SIZE,
  sourceParts,
  toCrc32Text,
  type ObjectService,
  type PutRequest,
} from '@regauge/core/store'
import { crc32 } from 'node:zlib'

interface StoredBytes {
  readonly bytes: Buffer
  readonly putId: string
  readonly modifiedAt: Date
  readonly version: string
}

/** What goes wrong with a service. */
export interface ServiceFaults {
  /** Puts that take effect and whose first answer is lost. @default 0 */
  readonly lostAnswers?: number
  /** Whether it writes where a condition forbids it. @default false */
  readonly ignoresConditions?: boolean
  /** Whether its answers have no date. @default false */
  readonly isTimeless?: boolean
}

/** A service that keeps objects in memory, two entries a page and three keys a delete, so that nothing comes at once. */
export function createMemoryService(faults: ServiceFaults = {}): ObjectService {
  const objects = new Map<string, StoredBytes>()
  let lost = faults.lostAnswers ?? 0
  let versions = 0

  /** One attempt, and another where its answer is lost. */
  function write(bytes: Buffer, request: PutRequest): void {
    const { key, ifAbsent, putId, signal } = request
    for (;;) {
      signal?.throwIfAborted()
      request.onAttempt()
      if (ifAbsent && objects.has(key) && !faults.ignoresConditions) throw taken()
      const modifiedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000)
      objects.set(key, { bytes, putId, modifiedAt, version: `${(versions += 1)}` })
      if (lost === 0) return
      lost -= 1
    }
  }

  return {
    place: 'memory',
    maxListed: 2,
    maxDeleted: 3,
    async put(bytes, request) {
      write(Buffer.from(bytes), request)
    },
    async upload(source, request) {
      write(await collect(source, request), request)
    },
    isTaken: (thrown) => thrown instanceof RegaugeError && thrown.details['serviceCode'] === 'Taken',
    async look({ key, signal }) {
      signal?.throwIfAborted()
      const found = objects.get(key)
      return found && { ...found, size: found.bytes.byteLength }
    },
    async readPart({ start, end, version }, { key, signal }) {
      signal?.throwIfAborted()
      const found = objects.get(key)
      if (!found) throw new RegaugeError('STORE_OBJECT_NOT_FOUND', { message: `There is no object "${key}".` })
      if (version !== undefined && version !== found.version) throw contentAltered(key, 'were replaced')
      const size = found.bytes.byteLength
      const checksum = { algorithm: 'crc32', value: toCrc32Text(crc32(found.bytes)) } as const
      if (start >= size) return undefined
      return { bytes: Buffer.from(found.bytes.subarray(start, end)), size, version: found.version, checksum }
    },
    async list({ prefix, after, limit, delimiter, token, signal }) {
      signal?.throwIfAborted()
      const names = new Set([...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => rollUp(key)))
      function rollUp(key: string): string {
        const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length)
        return at === -1 ? key : key.slice(0, at + 1)
      }
      const order = (name: string) => Buffer.from(name)
      // Like services that begin with the key that they are given.
      const wanted = [...names]
        .filter((name) => after === undefined || Buffer.compare(order(name), order(rollUp(after))) >= 0)
        .filter((name) => token === undefined || Buffer.compare(order(name), order(token)) > 0)
        .sort((a, b) => Buffer.compare(order(a), order(b)))
      const page = wanted.slice(0, limit)
      return {
        objects: page.filter((name) => objects.has(name)).map((key) => toObject(key, objects.get(key)!)),
        prefixes: page.filter((name) => !objects.has(name)),
        ...(page.length < wanted.length && { token: page.at(-1) }),
      }
    },
    date: async () => (faults.isTimeless ? undefined : new Date().toUTCString()),
    async delete(keys, signal) {
      signal?.throwIfAborted()
      for (const key of keys) objects.delete(key)
    },
    close: () => undefined,
  }
}

function toObject(key: string, { bytes, modifiedAt }: StoredBytes) {
  return { key, size: bytes.byteLength, modifiedAt }
}

function taken(): RegaugeError {
  return new RegaugeError('STORE_DENIED', { message: 'There is an object.', details: { serviceCode: 'Taken' } })
}

async function collect(source: Source, { key, signal }: PutRequest): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const part of sourceParts(source, { key, partSize: PART_SIZE })) {
    signal?.throwIfAborted()
    pieces.push(part)
  }
  return Buffer.concat(pieces)
}
