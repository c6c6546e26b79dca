import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from './keys.ts'
import { listFolders } from './list-all.ts'

/**
 * The highest epoch of a run that a driver has taken; 0 where there is none. Epochs have no gaps, so that a list that is
 * older than the newest one does no harm. The folder of one that nobody has taken holds a request to cancel it.
 */
export async function newestEpoch(store: ArtifactStore, run: string, signal?: AbortSignal): Promise<number> {
  const names = await listFolders(store, keys.epochs(run), { signal })
  let epoch = Math.max(0, ...names.map(Number).filter(Number.isSafeInteger))
  while (epoch > 0 && !(await store.stat(keys.driver(run, epoch), { signal }))) epoch -= 1
  while (await store.stat(keys.driver(run, epoch + 1), { signal })) epoch += 1
  return epoch
}
