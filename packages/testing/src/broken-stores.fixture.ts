// The kit run against stores that each break one promise, and with waivers that do not hold. Every suite has to fail.
import type { ArtifactStore, ArtifactStoreCapabilities, PutOptions, Source } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { describeArtifactStore } from './artifact-store.ts'
import { open as openLooking } from './broken/looking-store.fixture.ts'
import type { Waiver } from './kit.ts'
import { temporaryFolder } from './local-store.fixture.ts'
import { createMemoryArtifactStore } from './memory-artifact-store.ts'

const CAPABILITIES: ArtifactStoreCapabilities = { reach: 'machine', nestedKeys: true }
const BETWEEN_PROCESSES: Waiver = {
  test: 'of writers in several processes exactly one is told that it wrote',
  reason: 'it is in memory',
}

/** Takes a good store, and gives back what is different in a broken one. */
type Break = (store: ArtifactStore) => Partial<ArtifactStore>

const BREAKS: { readonly [suite: string]: Break } = {
  'nothing broken': () => ({}),
  'ifAbsent ignored': (store) => ({ put: (key, source, { signal } = {}) => store.put(key, source, { signal }) }),
  'ifAbsent looked up first': (store) => ({
    async put(key, source, { ifAbsent, signal }: PutOptions = {}) {
      if (ifAbsent && (await store.stat(key)) !== undefined) return { written: false }
      return store.put(key, source, { signal })
    },
  }),
  'range too long': (store) => ({
    get: (key, { range, signal } = {}) =>
      store.get(key, { signal, ...(range && { range: { start: range.start, end: range.end + 1 } }) }),
  }),
  'end cut': (store) => ({
    async *get(key, options) {
      for await (const piece of store.get(key, options)) yield piece.byteLength > 9_000 ? piece.subarray(1) : piece
    },
  }),
  'parts visible': (store) => ({
    async put(key, source, options) {
      for await (const piece of source.open()) await store.put(key, fixed(piece))
      return store.put(key, source, options)
    },
  }),
  'empty objects forgotten': (store) => ({
    put: (key, source, options) =>
      source.size === 0 ? Promise.resolve({ written: true }) : store.put(key, source, options),
  }),
  'small objects altered': (store) => ({
    async *get(key, options) {
      for await (const piece of store.get(key, options))
        yield piece.byteLength > 600 ? piece : piece.map((byte) => ~byte)
    },
  }),
  'first object kept': (store) => ({
    put: async (key, source, { signal, ifAbsent } = {}) => {
      const put = await store.put(key, source, { ifAbsent: true, signal })
      return ifAbsent ? put : { written: true }
    },
  }),
  'readers held to the end': (store) => ({
    async *get(key, options) {
      let isWhole = false
      try {
        yield* store.get(key, options)
        isWhole = true
      } finally {
        if (!isWhole && !options?.signal?.aborted) fail('not read to its end')
      }
    },
  }),
  'a thousand deleted at most': (store) => ({
    delete: (keys, options) =>
      keys.length > 1_000 ? Promise.reject(new Error('too many')) : store.delete(keys, options),
  }),
  'deleted one by one': (store) => ({
    async delete(keys, { signal } = {}) {
      for (const key of keys) await store.delete([key], { signal })
    },
  }),
  'prefixes mended': (store) => ({
    list: (prefix, options) => store.list(prefix.replaceAll(/\.{0,2}\//g, ''), options),
  }),
  'pieces of puts mixed': (store) => {
    const written = new Map<string, Uint8Array[]>()
    return {
      async put(key, source, options) {
        const pieces: Uint8Array[] = []
        written.set(key, pieces)
        for await (const piece of source.open()) written.get(key)!.push(piece)
        return store.put(key, { ...source, open: () => from(written.get(key)!) }, options)
      },
    }
  },
  'aborts told as failures': (store) => ({
    async stat(key, options = {}) {
      options.signal?.throwIfAborted()
      const found = await store.stat(key)
      if (options.signal?.aborted) fail('the connection was closed')
      return found
    },
  }),
  'keys mended': (store) => ({
    put: (key, ...rest) => store.put(mended(key), ...rest),
    get: (key, options) => store.get(mended(key), options),
    stat: (key, options) => store.stat(mended(key), options),
    delete: (keys, options) => store.delete(keys.map(mended), options),
  }),
  'case folded': (store) => ({
    put: (key, ...rest) => store.put(key.toLowerCase(), ...rest),
    get: (key, options) => store.get(key.toLowerCase(), options),
    stat: (key, options) => store.stat(key.toLowerCase(), options),
  }),
  'list in another order': (store) => ({
    async list(prefix, options) {
      const page = await store.list(prefix, options)
      return { ...page, objects: page.objects.toReversed() }
    },
  }),
  'list cut': (store) => ({
    async list(prefix, options) {
      const { objects, prefixes } = await store.list(prefix, options)
      return { objects, prefixes }
    },
  }),
  'start of a list included': (store) => ({
    async list(prefix, { after, ...options } = {}) {
      const page = await store.list(prefix, { ...options, ...(after && { after: after.slice(0, -1) }) })
      return { ...page, objects: page.objects.filter(({ key }) => after === undefined || key >= after) }
    },
  }),
  'absent keys an error of deletes': (store) => ({
    async delete(keys, options) {
      for (const key of keys) if ((await store.stat(key)) === undefined) throw new Error('no such object')
      await store.delete(keys, options)
    },
  }),
  'another error for absent objects': (store) => ({
    async *get(key, options) {
      if ((await store.stat(key, options)) === undefined) throw new Error('ENOENT')
      yield* store.get(key, options)
    },
  }),
  'aborts ignored': (store) => ({
    put: (key, source, { ifAbsent = false } = {}) => store.put(key, source, { ifAbsent }),
    get: (key, { range } = {}) => store.get(key, range && { range }),
  }),
  'age kept': (store) => ({
    async stat(key, options) {
      const found = await store.stat(key, options)
      return found && { ...found, modifiedAt: new Date(0) }
    },
  }),
  'another clock': () => ({ now: async () => Promise.resolve(new Date(Date.now() + 3_600_000)) }),
  'disposed once only': () => {
    let isDisposed = false
    return {
      async [Symbol.asyncDispose]() {
        if (isDisposed) return Promise.reject(new Error('disposed already'))
        isDisposed = true
        return Promise.resolve()
      },
    }
  },
}

for (const [name, breaks] of Object.entries(BREAKS)) {
  suite(name, { create: () => withChanges(breaks), waivers: [BETWEEN_PROCESSES] })
}
describeArtifactStore({
  name: 'ifAbsent looked up first by each process',
  capabilities: localArtifactStore.capabilities,
  async create() {
    const folder = await temporaryFolder()
    const argument = { path: folder.path }
    const module = import.meta.resolve('./broken/looking-store.fixture.ts')
    return { store: await openLooking(argument), reopen: { module, argument }, remove: folder.remove }
  },
})
suite('capability declared wrongly', { capabilities: { reach: 'network' } })
suite('processes not waived', { waivers: [] })
suite('waiver of no test', { waivers: [BETWEEN_PROCESSES, { test: 'something else', reason: 'it was renamed' }] })
suite('waiver of a test that passes', {
  waivers: [BETWEEN_PROCESSES, { test: 'a second put replaces the object', reason: 'it did not once' }],
})

function suite(
  name: string,
  given: {
    readonly create?: () => ArtifactStore
    readonly capabilities?: ArtifactStoreCapabilities
    readonly waivers?: readonly Waiver[]
  },
): void {
  const { create = createMemoryArtifactStore, capabilities = CAPABILITIES, waivers = [BETWEEN_PROCESSES] } = given
  describeArtifactStore({ name, capabilities, waivers, create: async () => Promise.resolve({ store: create() }) })
}

function withChanges(breaks: Break): ArtifactStore {
  const store = createMemoryArtifactStore()
  return { ...store, ...breaks(store) }
}

function fixed(bytes: Uint8Array): Source {
  return { size: bytes.byteLength, open: () => from([bytes]) }
}

// oxlint-disable-next-line typescript/require-await -- sources are asynchronous
async function* from(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

function fail(message: string): never {
  throw new Error(message)
}

/** A key that a store takes, whatever it was. */
function mended(key: string): string {
  const segments = key
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '_')
    .split('/')
  const taken = segments.filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
  return (
    taken
      .map((segment) => segment.slice(0, 100))
      .join('/')
      .slice(0, 900) || 'nothing'
  )
}
