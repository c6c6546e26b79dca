import type { ArtifactStore } from '../../contracts/artifact-store.ts'

/** A store that is opened when it is first used: many steps take and give only small values, which need none. */
export function lazyStore(reach: ArtifactStore['reach'], open: () => Promise<ArtifactStore>): ArtifactStore {
  let opened: Promise<ArtifactStore> | undefined
  const store = () => (opened ??= open())
  return {
    reach,
    put: async (...args) => (await store()).put(...args),
    async *get(...args) {
      yield* (await store()).get(...args)
    },
    stat: async (...args) => (await store()).stat(...args),
    list: async (...args) => (await store()).list(...args),
    now: async (...args) => (await store()).now(...args),
    delete: async (...args) => (await store()).delete(...args),
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]()
    },
  }
}
