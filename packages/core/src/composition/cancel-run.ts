import { hostname, userInfo } from 'node:os'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'
import { putRecord } from '../records/record-store.ts'
import type { CancelRecord } from '../records/run-record.ts'

/** Asks the driver of an epoch to cancel; it notices within 2 s. Asking twice changes nothing. */
export async function requestCancel(store: ArtifactStore, run: string, epoch: number): Promise<void> {
  const record: CancelRecord = {
    schema: 'regauge.cancel/1',
    run,
    epoch,
    by: { user: userInfo().username, host: hostname() },
    at: new Date().toISOString(),
  }
  await putRecord(store, keys.cancel(run, epoch), record, { ifAbsent: true })
}
