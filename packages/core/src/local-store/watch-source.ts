import type { Source } from '../contracts/artifact-store.ts'

/** A source that remembers what it threw, so that its errors are not taken for those of the store. */
export interface WatchedSource {
  readonly source: Source
  hasThrown(thrown: unknown): boolean
}

/** Watches a source; it gives the same bytes. */
export function watchSource(source: Source): WatchedSource {
  const failures = new Set<unknown>()
  async function* open(): AsyncGenerator<Uint8Array> {
    try {
      yield* source.open()
    } catch (thrown) {
      failures.add(thrown)
      throw thrown
    }
  }
  return { source: { ...source, open }, hasThrown: (thrown) => failures.has(thrown) }
}
