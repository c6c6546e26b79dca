import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { isRegaugeError } from '../errors/regauge-error.ts'
import { collectBytes } from '../util/bytes.ts'

/** The bytes under a key, or undefined where there is nothing. */
export async function readObject(
  store: ArtifactStore,
  key: string,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    return await collectBytes(store.get(key, { signal }))
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'STORE_OBJECT_NOT_FOUND') return undefined
    throw thrown
  }
}
