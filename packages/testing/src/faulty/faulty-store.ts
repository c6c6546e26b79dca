import { type ArtifactStore, delegateStore, type ListOptions, type ListPage, RegaugeError } from '@regauge/core'
import type { StoredObject } from '@regauge/core'
import { type CallFault, createTeller, type FaultyCall, type Script, suffer } from './script.ts'

/** What happens to one call of a store. Where nothing else is said, it fails with `STORE_UNREACHABLE`. */
export type StoreFault =
  | CallFault
  /** It has no room: a put fails with `STORE_FULL` and has no effect. */
  | { readonly kind: 'full' }
  /** Its credentials do not do: it fails with `STORE_DENIED` and has no effect. */
  | { readonly kind: 'denied' }
  /** It is answered as if all were well, and has no effect: a put that nobody finds, a delete after which all is there. */
  | { readonly kind: 'unheard' }
  /** Of a get: it breaks off after so many bytes. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Of a get: the first byte is another one. */
  | { readonly kind: 'altered' }
  /** Of a list: a page has no more than so many entries. It says where the next one begins, as every store may. */
  | { readonly kind: 'short'; readonly limit: number }
  /** Of a list: entries whose keys do not fit are missing from it, and nothing says so. */
  | { readonly kind: 'partial'; readonly keep: (key: string) => boolean }
  /** Of a list: objects that are younger than so many milliseconds are missing from it. */
  | { readonly kind: 'stale'; readonly ms: number }

/** One call of a store's method. */
export interface StoreCall extends FaultyCall {
  readonly method: 'put' | 'get' | 'stat' | 'list' | 'delete'
  /** Of a list its prefix, of a delete the first key. */
  readonly key: string
  /** Of a put: bytes. */
  readonly size?: number
}

/** A store whose calls suffer what a script says. What it keeps is kept by the store that it is made of. */
export function faultyStore(store: ArtifactStore, script: Script<StoreCall, StoreFault>): ArtifactStore {
  const faultOf = createTeller(script)

  function call<T>(of: Omit<StoreCall, 'count'>, real: () => Promise<T>, unheard: T): Promise<T> {
    const fault = faultOf(of)
    if (fault?.kind === 'full') return Promise.reject(storeError('STORE_FULL', of))
    if (fault?.kind === 'denied') return Promise.reject(storeError('STORE_DENIED', of))
    if (fault?.kind === 'unheard') return Promise.resolve(unheard)
    return suffer(fault, real, () => storeError('STORE_UNREACHABLE', of))
  }

  return delegateStore(store, {
    put: (key, source, options) =>
      call({ method: 'put', key, size: source.size }, () => store.put(key, source, options), { written: true }),
    stat: (key, options) => call({ method: 'stat', key }, () => store.stat(key, options), undefined),
    delete: (keys, options) =>
      call({ method: 'delete', key: keys[0] ?? '' }, () => store.delete(keys, options), undefined),
    async *get(key, options) {
      const of = { method: 'get', key } as const
      const fault = faultOf(of)
      const fail = (code: 'STORE_DENIED' | 'STORE_UNREACHABLE') => storeError(code, of)
      if (fault?.kind === 'denied') throw fail('STORE_DENIED')
      const pieces = await suffer(
        fault,
        () => Promise.resolve(store.get(key, options)),
        () => fail('STORE_UNREACHABLE'),
      )
      if (fault?.kind === 'cut') yield* cut(pieces, fault.after, fail('STORE_UNREACHABLE'))
      else if (fault?.kind === 'altered') yield* altered(pieces)
      else yield* pieces
    },
    async list(prefix, options = {}) {
      const of = { method: 'list', key: prefix } as const
      const fault = faultOf(of)
      if (fault?.kind === 'denied') throw storeError('STORE_DENIED', of)
      if (fault?.kind === 'stale') return staleList(store, prefix, { ...options, ms: fault.ms })
      const limit = fault?.kind === 'short' ? Math.min(fault.limit, options.limit ?? Infinity) : options.limit
      const wish = { ...options, ...(limit !== undefined && { limit }) }
      const page = await suffer(
        fault,
        () => store.list(prefix, wish),
        () => storeError('STORE_UNREACHABLE', of),
      )
      return fault?.kind === 'partial' ? partialPage(page, fault.keep) : page
    },
  })
}

/** A script under which a store takes only so many bytes in all, whatever is deleted. */
export function quota(bytes: number): Script<StoreCall, StoreFault> {
  let taken = 0
  return ({ method, size = 0 }) => {
    if (method !== 'put') return undefined
    if (taken + size > bytes) return { kind: 'full' }
    taken += size
    return undefined
  }
}

async function* cut(pieces: AsyncIterable<Uint8Array>, after: number, error: Error): AsyncIterable<Uint8Array> {
  let left = after
  for await (const piece of pieces) {
    if (left > 0) yield piece.subarray(0, left)
    left -= piece.byteLength
    if (left < 0) throw error
  }
}

async function* altered(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let isFirst = true
  for await (const piece of pieces) {
    yield isFirst && piece.byteLength > 0 ? Buffer.concat([Buffer.from([piece[0]! ^ 1]), piece.subarray(1)]) : piece
    isFirst = false
  }
}

function partialPage(page: ListPage, keep: (key: string) => boolean): ListPage {
  return { ...page, objects: page.objects.filter(({ key }) => keep(key)), prefixes: page.prefixes.filter(keep) }
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

function storeError(code: 'STORE_UNREACHABLE' | 'STORE_FULL' | 'STORE_DENIED', of: Omit<StoreCall, 'count'>): Error {
  const what = { STORE_UNREACHABLE: 'did not answer to', STORE_FULL: 'has no room for', STORE_DENIED: 'refuses' }[code]
  return new RegaugeError(code, {
    message: `The store ${what} ${of.method} of "${of.key}".`,
    hint: 'Its script wants it so.',
  })
}
