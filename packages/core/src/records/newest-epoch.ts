import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from './keys.ts'
import { listFolders } from './list-all.ts'

/** The highest epoch of a run that a driver has taken; 0 where there is none. */
export async function newestEpoch(store: ArtifactStore, run: string, signal?: AbortSignal): Promise<number> {
  const names = await listFolders(store, keys.epochs(run), { signal })
  return Math.max(0, ...names.map(Number).filter(Number.isSafeInteger))
}
