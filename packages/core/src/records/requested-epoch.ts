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

/**
 * What the driver elsewhere that has taken a run was asked with: its place may have started it anew since, in epochs of
 * which nobody was asked. Undefined of a driver that is not elsewhere.
 */
export async function takenRequest(
  store: ArtifactStore,
  { record: { run }, epoch, driver }: Pick<RunView, 'record' | 'epoch' | 'driver'>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RequestRecord | undefined> {
  if (driver?.driver.place === undefined) return undefined
  for (let asked = epoch; asked > 0; asked -= 1) {
    const key = keys.request(run, asked)
    const request = await readRecord<RequestRecord>(store, key, 'regauge.request', { signal, readOnly: true })
    if (request) return request
  }
  return undefined
}
