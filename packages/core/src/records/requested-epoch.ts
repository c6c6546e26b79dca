import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from './keys.ts'
import { readRecord } from './record-store.ts'
import type { RequestRecord } from './run-record.ts'
import type { RunView } from './run-view.ts'

/**
 * The epoch after the newest one of a run, where a driver elsewhere has been asked to take it and has not done so yet;
 * undefined where nobody has been asked.
 */
export function requestedEpoch(
  store: ArtifactStore,
  { record: { run }, epoch }: Pick<RunView, 'record' | 'epoch'>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RequestRecord | undefined> {
  return readRecord(store, keys.request(run, epoch + 1), 'regauge.request', { signal, readOnly: true })
}
