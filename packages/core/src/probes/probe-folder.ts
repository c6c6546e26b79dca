import { randomUUID } from 'node:crypto'
import type { ArtifactStore, GetOptions } from '../contracts/artifact-store.ts'
import { bytesSource } from '../contracts/source.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { collectBytes } from '../util/bytes.ts'

/** What probes write. */
export const CONTENT: Buffer = Buffer.from('what regauge doctor wrote')

const CLEAN_UP_MS = 5_000

/** A folder of a store that one probe has for itself. */
export interface ProbeFolder {
  readonly store: ArtifactStore
  readonly signal: AbortSignal
  /** The key of an object of that name in the folder. */
  readonly key: (name: string) => string
  /** Puts {@link CONTENT}, or what is given. Returns whether it was written. */
  readonly put: (
    key: string,
    options?: { readonly content?: Uint8Array; readonly ifAbsent?: boolean },
  ) => Promise<boolean>
  readonly get: (key: string, range?: GetOptions['range']) => Promise<Buffer>
}

/** Carries out a probe in a folder of its own and takes away what it put there, also when its time is over. */
export async function inFolder<T>(
  store: ArtifactStore,
  signal: AbortSignal,
  look: (folder: ProbeFolder) => Promise<T>,
): Promise<T> {
  const root = keys.probe(randomUUID())
  const written = new Set<string>()
  try {
    return await look({
      store,
      signal,
      key: (name) => root + name,
      async put(key, { content = CONTENT, ifAbsent = false } = {}) {
        written.add(key)
        return (await store.put(key, bytesSource(content), { ifAbsent, signal })).written
      },
      get: async (key, range) => Buffer.from(await collectBytes(store.get(key, { signal, ...(range && { range }) }))),
    })
  } finally {
    // A store that cannot delete is told of by the probe that deletes.
    await store.delete([...written], { signal: AbortSignal.timeout(CLEAN_UP_MS) }).catch(() => undefined)
  }
}

/** The error for a store that works and does not keep its promises. */
export function unsuitable(message: string): RegaugeError {
  return new RegaugeError('STORE_UNSUITABLE', {
    message,
    hint: 'Records rely on this. Use a service, or a version of it, that keeps it.',
  })
}
