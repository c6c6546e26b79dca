import type { ArtifactRef } from '../spec/artifact-ref.ts'
import { digestOf } from '../util/digest.ts'
import type { Json } from '../util/json.ts'

/**
 * Bytes of an encoded value up to which the value itself stands in the ref and no blob is written. Large enough for
 * metrics and settings, small enough that an outcome with ten outputs is still a small object for any store.
 */
export const INLINE_LIMIT = 4 * 1024

/** The ref of a value that is small enough to stand in it, or undefined. `text` is what its digest is taken of. */
export function toInlineRef(format: string, text: string, toValue: (text: string) => Json): ArtifactRef | undefined {
  const bytes = Buffer.from(text)
  if (bytes.byteLength > INLINE_LIMIT) return undefined
  return { format, digest: digestOf(bytes), size: bytes.byteLength, value: toValue(text) }
}
