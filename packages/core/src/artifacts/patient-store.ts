import { ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import type { ArtifactStore, GetOptions } from '../contracts/artifact-store.ts'
import { delegateStore } from '../contracts/delegate-store.ts'
import { isRegaugeError } from '../errors/regauge-error.ts'

// A store that restarts must not cost a run.
const PATIENCE = { ms: 300_000, initialDelay: 100, maxDelay: 30_000 }

/** The patience of a command that a person waits for: three seconds. */
export const BRIEFLY: PatienceOptions = Object.freeze({ ms: 3_000, initialDelay: 50 })

/** How long a store is waited for. */
export interface PatienceOptions {
  /** Milliseconds from the first failure of a call to the last one that is followed by another try. @default 300_000 */
  readonly ms?: number | undefined
  /** Milliseconds before the third try; each pause is about twice as long as the one before. @default 100 */
  readonly initialDelay?: number
}

/**
 * A store that is waited for: a call that fails with `STORE_UNREACHABLE` is made again; a download goes on where it broke
 * off. A put whose answer was lost may have taken effect, so `written: false` may then mean this very call.
 */
export function patientStore(store: ArtifactStore, options: PatienceOptions = {}): ArtifactStore {
  const { ms = PATIENCE.ms, initialDelay = PATIENCE.initialDelay } = options
  const backoff = new ExponentialBackoff({ initialDelay, maxDelay: PATIENCE.maxDelay })

  async function insist<T>(call: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      // Nearly every call ends here, and a policy costs more than what a store of this machine takes.
      return await call()
    } catch (thrown) {
      if (!isUnreachable(thrown)) throw thrown
      const end = performance.now() + ms
      const isPassing = (failure: unknown) => isUnreachable(failure) && performance.now() < end
      return retry(handleWhen(isPassing), { maxAttempts: Infinity, backoff }).execute(call, signal)
    }
  }

  async function* get(key: string, { range, signal }: GetOptions = {}): AsyncGenerator<Uint8Array> {
    let at = range?.start ?? 0
    const end = range?.end ?? Number.MAX_SAFE_INTEGER
    for (let isWhole = false; !isWhole && at < end;) {
      const pieces = await insist(
        () => open(key, { signal, ...((range || at > 0) && { range: { start: at, end } }) }),
        signal,
      )
      try {
        for await (const piece of pieces) {
          at += piece.byteLength
          yield piece
        }
        isWhole = true
      } catch (thrown) {
        if (!isUnreachable(thrown)) throw thrown
      }
    }
  }

  /** A download whose first piece is there, so that opening it again and again counts against the patience. */
  async function open(key: string, options: GetOptions): Promise<AsyncIterable<Uint8Array>> {
    const pieces = store.get(key, options)[Symbol.asyncIterator]()
    const first = await pieces.next()
    return (async function* () {
      try {
        for (let next = first; !next.done; next = await pieces.next()) yield next.value
      } finally {
        await pieces.return?.()
      }
    })()
  }

  return delegateStore(store, {
    put: (key, source, call) => insist(() => store.put(key, source, call), call?.signal),
    get,
    stat: (key, call) => insist(() => store.stat(key, call), call?.signal),
    list: (prefix, call) => insist(() => store.list(prefix, call), call?.signal),
    now: (call) => insist(() => store.now(call), call?.signal),
    delete: (keys, call) => insist(() => store.delete(keys, call), call?.signal),
  })
}

function isUnreachable(thrown: unknown): boolean {
  return isRegaugeError(thrown) && thrown.code === 'STORE_UNREACHABLE'
}
