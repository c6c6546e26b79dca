import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/** A SHA-256 digest as 64 lower-case hexadecimal digits. */
export type Digest = string

/** What {@link isDigest} accepts. */
export const DIGEST_PATTERN = /^[0-9a-f]{64}$/

/** The SHA-256 of bytes or of a text's UTF-8. */
export function digestOf(content: string | Uint8Array): Digest {
  return createHash('sha256').update(content).digest('hex')
}

/** The SHA-256 of a value's canonical JSON. */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonicalJson(value))
}

/** Whether a text has the shape of a digest. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && DIGEST_PATTERN.test(text)
}
