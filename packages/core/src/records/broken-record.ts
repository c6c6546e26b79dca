import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { bytesSource } from '../contracts/source.ts'
import { keys } from './keys.ts'
import { readObject } from './read-object.ts'

/**
 * Moves a record that cannot be read out of the way, keeping its bytes. Does nothing where the record has been written
 * again in the meantime.
 */
export async function setAside(store: ArtifactStore, key: string, bytes: Uint8Array): Promise<void> {
  await store.put(keys.broken(key, bytes), bytesSource(bytes))
  const current = await readObject(store, key)
  if (current !== undefined && Buffer.compare(current, bytes) === 0) await store.delete([key])
}
