import { type ArtifactStore, delegateStore } from '@regauge/core'
import { open as openLocal } from '../local-store.fixture.ts'

/** A local store that looks whether a key is free before it writes, also in the kit's other processes. */
export async function open(argument: unknown): Promise<ArtifactStore> {
  const store = await openLocal(argument)
  return delegateStore(store, {
    async put(key, source, { ifAbsent = false, signal } = {}) {
      if (ifAbsent && (await store.stat(key)) !== undefined) return { written: false }
      return store.put(key, source, { signal })
    },
  })
}
