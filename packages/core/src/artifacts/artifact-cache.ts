import type { Digest } from '../util/digest.ts'

/** A decoded part and the bytes that it was decoded from. */
export interface DecodedPart<T> {
  readonly value: T
  readonly size: number
}

/** Decoded parts of lists, by the digest of their bytes. What comes in has been verified. */
export interface ArtifactCache {
  /** The part of this digest, decoded now or earlier. Calls at the same time share one decoding; failures are not kept. */
  get<T>(digest: Digest, decode: () => Promise<DecodedPart<T>>): Promise<T>
}

const DEFAULT_MAX_BYTES = 16 * 1024 * 1024

/** A cache that lets the parts go first that were not used for longest, once they come to more than `maxBytes`. */
export function createArtifactCache(options: { readonly maxBytes?: number } = {}): ArtifactCache {
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES
  const parts = new Map<Digest, { readonly part: Promise<DecodedPart<unknown>>; size: number }>()
  let bytes = 0

  const drop = (digest: Digest) => {
    bytes -= parts.get(digest)?.size ?? 0
    parts.delete(digest)
  }

  async function add(digest: Digest, part: Promise<DecodedPart<unknown>>): Promise<void> {
    const entry = { part, size: 0 }
    drop(digest)
    parts.set(digest, entry)
    const decoded = await part.catch(() => undefined)
    if (parts.get(digest) !== entry) return
    if (decoded === undefined) return drop(digest)
    entry.size = decoded.size
    bytes += entry.size
    for (const oldest of parts.keys()) {
      if (bytes <= maxBytes || oldest === digest) break
      drop(oldest)
    }
  }

  return {
    async get<T>(digest: Digest, decode: () => Promise<DecodedPart<T>>): Promise<T> {
      const known = parts.get(digest)
      if (known !== undefined) {
        // The map keeps the order in which parts were last used.
        parts.delete(digest)
        parts.set(digest, known)
        // A failure is that of the call which began, for example its abort. A digest stands for one content, and each
        // content is decoded in one way.
        const decoded = (await known.part.catch(() => undefined)) as DecodedPart<T> | undefined
        if (decoded !== undefined) return decoded.value
      }
      const part = decode()
      void add(digest, part)
      return (await part).value
    },
  }
}
