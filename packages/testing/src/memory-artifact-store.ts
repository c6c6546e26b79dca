import type { ArtifactStore, GetOptions, ListOptions, ListPage, PutOptions, Source, StoredObject } from '@regauge/core'
import { assertStoreKey, RegaugeError } from '@regauge/core'

interface MemoryObject {
  readonly bytes: Uint8Array
  readonly modifiedAt: Date
}

const PIECE_SIZE = 64 * 1024

/**
 * An artifact store in the memory of this process, for tests of what works on a store. It passes the kit, with
 * `nestedKeys`; only the promises between processes are not its own.
 */
export function createMemoryArtifactStore(): ArtifactStore {
  const objects = new Map<string, MemoryObject>()

  function entryOf(key: string): StoredObject | undefined {
    const object = objects.get(key)
    return object && { key, size: object.bytes.byteLength, modifiedAt: object.modifiedAt }
  }

  return {
    reach: 'machine',

    async put(key: string, source: Source, { ifAbsent = false, signal }: PutOptions = {}) {
      begin([key], signal)
      const bytes = await readSource(key, source, signal)
      if (ifAbsent && objects.has(key)) return { written: false }
      objects.set(key, { bytes, modifiedAt: new Date() })
      return { written: true }
    },

    // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
    async *get(key: string, { range, signal }: GetOptions = {}) {
      begin([key], signal)
      const object = objects.get(key)
      if (object === undefined) throw notFound(key)
      const bytes = object.bytes.subarray(range?.start, range?.end)
      for (let at = 0; at < bytes.byteLength; at += PIECE_SIZE) {
        signal?.throwIfAborted()
        yield bytes.slice(at, at + PIECE_SIZE)
      }
    },

    // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
    async stat(key: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}) {
      begin([key], signal)
      return entryOf(key)
    },

    // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
    async list(prefix: string, options: ListOptions = {}) {
      begin([], options.signal)
      const names = [...objects.keys()].filter((key) => key.startsWith(prefix))
      return toPage(options.delimiter ? names.map((key) => rollUp(key, prefix)) : names, options, entryOf)
    },

    // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
    async now({ signal }: { readonly signal?: AbortSignal | undefined } = {}) {
      begin([], signal)
      return new Date()
    },

    // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
    async delete(keys: readonly string[], { signal }: { readonly signal?: AbortSignal | undefined } = {}) {
      begin(keys, signal)
      for (const key of keys) objects.delete(key)
    },

    async [Symbol.asyncDispose]() {},
  }
}

function begin(keys: readonly string[], signal: AbortSignal | undefined): void {
  signal?.throwIfAborted()
  for (const key of keys) assertStoreKey(key)
}

async function readSource(key: string, source: Source, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.open()) {
    signal?.throwIfAborted()
    pieces.push(piece)
  }
  const bytes = Buffer.concat(pieces)
  if (bytes.byteLength === source.size) return bytes
  throw new RegaugeError('STORE_CONTENT_MISMATCH', {
    message: `The source of "${key}" announced ${source.size} bytes and gave ${bytes.byteLength}.`,
    hint: 'Announce as many bytes as the source gives.',
  })
}

/** A key, or the prefix that stands for it in a list with a delimiter. */
function rollUp(key: string, prefix: string): string {
  const slash = key.indexOf('/', prefix.length)
  return slash === -1 ? key : key.slice(0, slash + 1)
}

function toPage(
  names: readonly string[],
  { after = '', limit = 1_000 }: ListOptions,
  entryOf: (key: string) => StoredObject | undefined,
): ListPage {
  const bytes = (text: string) => Buffer.from(text)
  const wanted = [...new Set(names)]
    .filter((name) => Buffer.compare(bytes(name), bytes(after)) > 0)
    .sort((a, b) => Buffer.compare(bytes(a), bytes(b)))
  const page = wanted.slice(0, limit)
  return {
    objects: page.flatMap((name) => entryOf(name) ?? []),
    prefixes: page.filter((name) => name.endsWith('/')),
    ...(wanted.length > page.length && { next: page.at(-1)! }),
  }
}

function notFound(key: string): RegaugeError {
  return new RegaugeError('STORE_OBJECT_NOT_FOUND', {
    message: `The store in memory has no object "${key}".`,
    hint: 'It was never written or has been deleted.',
    details: { key },
  })
}
