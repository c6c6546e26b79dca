import type { ArtifactStore } from './artifact-store.ts'

/** A store that passes every call on to another one, but for the methods that are given. Disposing passes on as well. */
export function delegateStore(store: ArtifactStore, own: Partial<ArtifactStore>): ArtifactStore {
  return {
    reach: store.reach,
    put: (...call) => store.put(...call),
    get: (...call) => store.get(...call),
    stat: (...call) => store.stat(...call),
    list: (...call) => store.list(...call),
    now: (...call) => store.now(...call),
    delete: (...call) => store.delete(...call),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    ...own,
  }
}
