import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { type AttemptName, keys } from '../records/keys.ts'
import type { OutcomeRecord } from '../records/outcome-record.ts'
import { readRecord } from '../records/record-store.ts'

/** Whether an attempt has left the outcome that it succeeded; one without an outcome has not. */
export async function hasSucceeded(
  store: ArtifactStore,
  { run, path, attempt }: AttemptName,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const reading = { readOnly: true, signal }
  const outcome = await readRecord<OutcomeRecord>(store, keys.outcome(run, path, attempt), 'regauge.outcome', reading)
  return outcome?.status === 'succeeded'
}
