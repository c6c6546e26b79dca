import type { ArtifactStore, Source } from '../contracts/artifact-store.ts'
import { blobKey } from '../contracts/blob-key.ts'
import type { Digest } from '../util/digest.ts'

const DAY = 24 * 60 * 60 * 1000

/** Clean-up takes no blob that is younger than this, whether or not a record names it. */
const CLEANUP_MARGIN_MS = 7 * DAY

/**
 * A blob that is older than this is written again before an outcome relies on it. Half of the margin, so that the
 * attempt has the other half to write its outcome; hours between the clocks of the store and this host change nothing.
 */
export const RELIED_ON_MS = CLEANUP_MARGIN_MS / 2

/** Sees to it that the store holds a blob which clean-up will leave alone until its outcome stands. */
export async function putBlob(
  store: ArtifactStore,
  digest: Digest,
  options: { readonly source: Source; readonly signal: AbortSignal },
): Promise<void> {
  const { source, signal } = options
  const key = blobKey(digest)
  const found = await store.stat(key, { signal })
  // A blob of another size was cut by a loss of power.
  const isReliable = found?.size === source.size && Date.now() - found.modifiedAt.getTime() < RELIED_ON_MS
  if (!isReliable) await store.put(key, source, { signal })
}
