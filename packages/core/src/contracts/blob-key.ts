import type { Digest } from '../util/digest.ts'

/** The key under which every run keeps content of this digest. */
export function blobKey(digest: Digest): string {
  return `blobs/sha256/${digest.slice(0, 2)}/${digest}`
}
