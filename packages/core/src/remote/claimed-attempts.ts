import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys, parseStepKey } from '../records/keys.ts'
import { listAll } from '../records/list-all.ts'
import { attemptId } from '../spec/envelope.ts'

/** The ids of all attempts of a run that some runner has claimed. One list, however many there are. */
export async function claimedAttempts(
  store: ArtifactStore,
  run: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ReadonlySet<string>> {
  const claimed = new Set<string>()
  for await (const { key } of listAll(store, keys.steps(run), options)) {
    const step = parseStepKey(key)
    if (step?.kind === 'claim') claimed.add(attemptId(step.path, step.attempt))
  }
  return claimed
}
