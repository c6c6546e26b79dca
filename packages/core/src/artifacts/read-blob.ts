import type { ArtifactStore, GetOptions } from '../contracts/artifact-store.ts'
import { blobKey } from '../contracts/blob-key.ts'
import type { StoredContent } from '../contracts/materializer.ts'
import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'

/** The bytes that a store holds of some content, not verified. Throws `ARTIFACT_MISSING`. */
export async function* readBlob(
  store: ArtifactStore,
  content: Pick<StoredContent, 'digest'>,
  options: GetOptions,
): AsyncGenerator<Uint8Array> {
  const key = blobKey(content.digest)
  try {
    yield* store.get(key, options)
  } catch (cause) {
    if (!isRegaugeError(cause) || cause.code !== 'STORE_OBJECT_NOT_FOUND') throw cause
    throw new RegaugeError('ARTIFACT_MISSING', {
      message: `The store has no content "${key}" any more.`,
      hint: 'Run the step that produced it again.',
      details: { digest: content.digest, key },
      cause,
    })
  }
}
