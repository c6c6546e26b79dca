import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from './keys.ts'
import { readRecord } from './record-store.ts'
import type { StatusRecord } from './run-record.ts'

/** The last status that the driver of an epoch has written; undefined where the epoch was over before the first. */
export function readStatus(
  store: ArtifactStore,
  { run, epoch }: { readonly run: string; readonly epoch: number },
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<StatusRecord | undefined> {
  return readRecord<StatusRecord>(store, keys.status(run, epoch), 'regauge.status', { signal, readOnly: true })
}
