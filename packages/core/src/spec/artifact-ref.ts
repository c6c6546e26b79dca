import type { Digest } from '../util/digest.ts'
import type { Json } from '../util/json.ts'

/**
 * One stored value: what an outcome says of an output and an envelope of an input. Content lies under
 * `blobs/sha256/<aa>/<digest>`, unless `value` holds all of it.
 */
export interface ArtifactRef {
  /** How the bytes are to be read: a materializer's format, e.g. `json`, `jsonl`, `list`, `bytes`, `file`, `directory`. */
  readonly format: string
  /** SHA-256 of the content. */
  readonly digest: Digest
  /** Bytes of the content. */
  readonly size: number
  /** The artifact type's name, where it has one. */
  readonly type?: string
  /** The value itself where it is small; then no blob need exist. */
  readonly value?: Json
  /** Number of items, of a `jsonl` or `list`, and of a small JSON array. */
  readonly count?: number
  /** Digest of the blob with the digests of the content's chunks; see `artifacts/chunk-index.ts`. Absent for small content. */
  readonly chunks?: Digest
  /** The author's own name of a file; may be unicode. */
  readonly fileName?: string
}

/** One item of a list, or the whole of an artifact. */
export interface ArtifactItemRef {
  readonly artifact: ArtifactRef
  /** Number of the item, from 0; absent: the whole. */
  readonly item?: number
}
