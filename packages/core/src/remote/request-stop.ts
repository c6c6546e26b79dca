import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { type AttemptName, keys } from '../records/keys.ts'
import type { StopRecord } from '../records/outcome-record.ts'
import { putRecord } from '../records/record-store.ts'

/** Why an attempt is to stop, and how long it may take over it; absent: its own grace period. */
export type StopRequest = Pick<StopRecord, 'reason' | 'graceMs'>

/**
 * Notes that an attempt elsewhere is to stop, and why; its place can then be told to end. Asking twice changes nothing.
 */
export async function requestStop(
  store: ArtifactStore,
  { run, path, attempt }: AttemptName,
  request: StopRequest,
): Promise<void> {
  const record: StopRecord = {
    schema: 'regauge.stop/1',
    run,
    path,
    attempt,
    ...request,
    at: new Date().toISOString(),
  }
  await putRecord(store, keys.stop(run, path, attempt), record, { ifAbsent: true })
}
