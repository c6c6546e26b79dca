import { RegaugeError } from '../errors/regauge-error.ts'
import type { Source } from './artifact-store.ts'

/**
 * The bytes of a source in parts of one size, the last one shorter; an empty source has one empty part. Parts belong to
 * the caller. One part is in memory at a time, beside a piece of the source. The last part is given only when the source
 * has ended, so that a source of another size than it announced fails with `STORE_CONTENT_MISMATCH` before the store has
 * everything that it would need for an object. What the source throws is thrown as it is.
 */
export async function* sourceParts(
  source: Source,
  options: { readonly key: string; readonly partSize: number },
): AsyncGenerator<Uint8Array> {
  const { key, partSize } = options
  const freshPart = (left: number) => Buffer.allocUnsafeSlow(Math.min(partSize, left))
  let part = freshPart(source.size)
  let filled = 0
  let size = 0
  for await (const piece of source.open()) {
    if (size + piece.byteLength > source.size) throw contentMismatch(source, key, 'more')
    for (let at = 0; at < piece.byteLength;) {
      if (filled === part.byteLength) {
        yield part
        part = freshPart(source.size - size)
        filled = 0
      }
      const taken = piece.subarray(at, at + part.byteLength - filled)
      part.set(taken, filled)
      filled += taken.byteLength
      at += taken.byteLength
      size += taken.byteLength
    }
  }
  if (size < source.size) throw contentMismatch(source, key, size)
  yield part
}

/** The error for a source that did not give what it had announced. */
export function contentMismatch(source: Source, key: string, given: number | 'more'): RegaugeError {
  return new RegaugeError('STORE_CONTENT_MISMATCH', {
    message: `The source of "${key}" announced ${source.size} bytes and gave ${given}.`,
    hint: 'Write the file once, close it, and leave it alone while it is being stored.',
    details: { key, announced: source.size },
  })
}

/** The bytes of a source that is small enough to be held in memory. They belong to the caller. Throws like {@link sourceParts}. */
export async function readWhole(source: Source, key: string): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(source.size)
  let size = 0
  for await (const piece of source.open()) {
    if (size + piece.byteLength > source.size) throw contentMismatch(source, key, 'more')
    bytes.set(piece, size)
    size += piece.byteLength
  }
  if (size < source.size) throw contentMismatch(source, key, size)
  return bytes
}
