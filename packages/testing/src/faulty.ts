import { setTimeout as pause } from 'node:timers/promises'
import {
  type ArtifactStore,
  delegateStore,
  type ListOptions,
  type ListPage,
  RegaugeError,
  type StoredObject,
} from '@regauge/core'

/** What happens to one call of a store. */
export type StoreFault =
  /** It fails with `STORE_UNREACHABLE` and has no effect. */
  | { readonly kind: 'refused' }
  /** It takes effect, and fails with `STORE_UNREACHABLE` all the same. */
  | { readonly kind: 'unanswered' }
  /** It takes effect after so many milliseconds. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Of a list: objects that are younger than so many milliseconds are missing from it. */
  | { readonly kind: 'stale'; readonly ms: number }

/** One call of a store's method. */
export interface StoreCall {
  readonly method: 'put' | 'get' | 'stat' | 'list' | 'delete'
  /** Of a list its prefix, of a delete the first key. */
  readonly key: string
  /** How many calls of this method there have been on this key, this one included. */
  readonly count: number
}

/**
 * A store on which calls go wrong as a script says; nothing is said of a call that goes well. What it keeps is kept by the
 * store that it is made of.
 */
export function faulty(store: ArtifactStore, script: (call: StoreCall) => StoreFault | undefined): ArtifactStore {
  const counts = new Map<string, number>()

  function faultOf(method: StoreCall['method'], key: string): StoreFault | undefined {
    const name = `${method} ${key}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return script({ method, key, count })
  }

  async function suffer<T>(method: StoreCall['method'], key: string, call: () => Promise<T>): Promise<T> {
    const fault = faultOf(method, key)
    if (fault?.kind === 'refused') throw unreachable(method, key)
    if (fault?.kind === 'slow') await pause(fault.ms)
    const result = await call()
    if (fault?.kind === 'unanswered') throw unreachable(method, key)
    return result
  }

  return delegateStore(store, {
    put: (key, source, options) => suffer('put', key, () => store.put(key, source, options)),
    stat: (key, options) => suffer('stat', key, () => store.stat(key, options)),
    delete: (keys, options) => suffer('delete', keys[0] ?? '', () => store.delete(keys, options)),
    async *get(key, options) {
      yield* await suffer('get', key, async () => store.get(key, options))
    },
    async list(prefix, options) {
      const fault = faultOf('list', prefix)
      if (fault?.kind === 'refused' || fault?.kind === 'unanswered') throw unreachable('list', prefix)
      if (fault?.kind === 'slow') await pause(fault.ms)
      return fault?.kind === 'stale'
        ? staleList(store, prefix, { ...options, ms: fault.ms })
        : store.list(prefix, options)
    },
  })
}

async function staleList(
  store: ArtifactStore,
  prefix: string,
  { ms, ...options }: ListOptions & { readonly ms: number },
): Promise<ListPage> {
  const page = await store.list(prefix, options)
  const before = (await store.now()).getTime() - ms
  const isOld = (object: StoredObject) => object.modifiedAt.getTime() < before
  const holdsOld = await Promise.all(page.prefixes.map(async (each) => (await store.list(each)).objects.some(isOld)))
  return { ...page, objects: page.objects.filter(isOld), prefixes: page.prefixes.filter((_, index) => holdsOld[index]) }
}

function unreachable(method: string, key: string): RegaugeError {
  return new RegaugeError('STORE_UNREACHABLE', {
    message: `The store did not answer to ${method} of "${key}".`,
    hint: 'Its script wants it so.',
  })
}
