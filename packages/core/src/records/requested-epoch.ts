import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from './keys.ts'
import type { RunView } from './run-view.ts'

/**
 * The epoch after the newest one of a run, where a driver elsewhere has been asked to take it and has not done so yet;
 * undefined where nobody has been asked.
 */
export async function requestedEpoch(
  store: ArtifactStore,
  { record: { run }, epoch }: Pick<RunView, 'record' | 'epoch'>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<number | undefined> {
  const next = epoch + 1
  return (await store.stat(keys.request(run, next), { signal })) && next
}
