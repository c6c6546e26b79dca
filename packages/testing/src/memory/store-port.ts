import type { MessagePort } from 'node:worker_threads'
import { type ArtifactStore, type GetOptions, isRegaugeError, RegaugeError } from '@regauge/core'
import type { ListOptions } from '@regauge/core'

/** One call of a store, as it is sent to the thread that has it. Bytes go as a whole. */
type StoreRequest =
  | {
      readonly method: 'put'
      readonly key: string
      readonly size: number
      readonly bytes: Uint8Array
      readonly ifAbsent: boolean
    }
  | { readonly method: 'get'; readonly key: string; readonly range: GetOptions['range'] }
  | { readonly method: 'stat'; readonly key: string }
  | { readonly method: 'list'; readonly prefix: string; readonly options: Omit<ListOptions, 'signal'> }
  | { readonly method: 'now' }
  | { readonly method: 'delete'; readonly keys: readonly string[] }

interface StoreAnswer {
  readonly id: number
  readonly result?: unknown
  readonly error?: Pick<RegaugeError, 'code' | 'message' | 'hint' | 'details'>
}

/** Lets another thread use a store of this one, until the port is closed. */
export function serveStore(port: MessagePort, store: ArtifactStore): void {
  port.on('message', ({ id, request }: { readonly id: number; readonly request: StoreRequest }) => {
    answer(store, request).then(
      (result) => port.postMessage({ id, result } satisfies StoreAnswer),
      (thrown: unknown) => port.postMessage({ id, error: plainError(thrown) } satisfies StoreAnswer),
    )
  })
  port.unref()
}

async function answer(store: ArtifactStore, request: StoreRequest): Promise<unknown> {
  switch (request.method) {
    case 'put': {
      const { key, size, bytes, ifAbsent } = request
      return store.put(key, { size, open: () => piecesOf(bytes) }, { ifAbsent })
    }
    case 'get':
      return bytesOf(store.get(request.key, request.range && { range: request.range }))
    case 'stat':
      return store.stat(request.key)
    case 'list':
      return store.list(request.prefix, request.options)
    case 'now':
      return store.now()
    case 'delete':
      return store.delete(request.keys)
  }
}

/** The store of another thread. What is under way when a signal aborts is finished there, unheard. */
export function createPortStore(port: MessagePort, reach: ArtifactStore['reach']): ArtifactStore {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let last = 0
  port.on('message', ({ id, result, error }: StoreAnswer) => {
    const call = waiting.get(id)!
    waiting.delete(id)
    // Only a call that is under way keeps this thread alive.
    if (waiting.size === 0) port.unref()
    if (error) call.reject(new RegaugeError(error.code, error))
    else call.resolve(result)
  })
  port.unref()

  async function call<T>(request: StoreRequest, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted()
    const answered = Promise.withResolvers<unknown>()
    const abort = () => answered.reject(signal?.reason)
    last += 1
    waiting.set(last, answered)
    port.ref()
    port.postMessage({ id: last, request })
    signal?.addEventListener('abort', abort, { once: true })
    try {
      // The other side answers each request with what its method gives.
      return (await answered.promise) as T
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  return {
    reach,
    async put(key, source, { ifAbsent = false, signal } = {}) {
      const bytes = await bytesOf(source.open())
      return call({ method: 'put', key, size: source.size, bytes, ifAbsent }, signal)
    },
    async *get(key, { range, signal } = {}) {
      yield call<Uint8Array>({ method: 'get', key, range }, signal)
    },
    stat: (key, { signal } = {}) => call({ method: 'stat', key }, signal),
    list: (prefix, { signal, ...options } = {}) => call({ method: 'list', prefix, options }, signal),
    now: ({ signal } = {}) => call({ method: 'now' }, signal),
    delete: (keys, { signal } = {}) => call({ method: 'delete', keys }, signal),
    async [Symbol.asyncDispose]() {
      port.close()
    },
  }
}

// oxlint-disable-next-line typescript/require-await -- sources are asynchronous
async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(pieces))
}

function plainError(thrown: unknown): NonNullable<StoreAnswer['error']> {
  if (!isRegaugeError(thrown))
    return { code: 'STORE_UNREACHABLE', message: String(thrown), hint: undefined, details: {} }
  const { code, message, hint, details } = thrown
  return { code, message, hint, details }
}
