import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import { keys } from './keys.ts'
import { listFolders } from './list-all.ts'

/** Objects that are asked for at once. */
const CONCURRENCY = 32

const TIMED_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7/

/**
 * The ids of all runs in a store, the newest first. Most ids tell when they were made; those that were made from a key
 * do not, so that their record's age is asked for.
 */
export async function listRunIds(
  store: ArtifactStore,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly string[]> {
  const ids = await listFolders(store, keys.runs, options)
  const times = new Map<string, number>()
  for (const id of ids) if (TIMED_ID.test(id)) times.set(id, Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
  const untimed = ids.filter((id) => !times.has(id))
  await mapConcurrent(untimed, CONCURRENCY, async (id) => {
    const record = await store.stat(keys.run(id), options)
    times.set(id, record?.modifiedAt.getTime() ?? 0)
  })
  // The store gives ids in their order, which decides between runs of one millisecond.
  return ids.toReversed().sort((a, b) => times.get(b)! - times.get(a)!)
}
