import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { type AttemptName, keys } from '../records/keys.ts'

/**
 * How far an attempt elsewhere has come: `untouched`, no runner has claimed it; `claimed`, one has; `decided`, its
 * outcome stands. A decided attempt need not have been claimed.
 */
export type AttemptState = 'untouched' | 'claimed' | 'decided'

/** Looks how far an attempt elsewhere has come. */
export async function attemptState(
  store: ArtifactStore,
  { run, path, attempt }: AttemptName,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<AttemptState> {
  if (await store.stat(keys.outcome(run, path, attempt), options)) return 'decided'
  return (await store.stat(keys.claim(run, path, attempt), options)) ? 'claimed' : 'untouched'
}
