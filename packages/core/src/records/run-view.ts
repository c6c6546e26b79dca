import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { isDriverAlive } from './driver-alive.ts'
import { keys } from './keys.ts'
import { newestEpoch } from './newest-epoch.ts'
import { readRecord } from './record-store.ts'
import type { CancelRecord, DriverRecord, EndRecord, RunRecord, StatusRecord } from './run-record.ts'

/** Where a run stands: that of its highest epoch. */
export type RunStatus = 'pending' | 'running' | 'cancelling' | 'succeeded' | 'failed' | 'cancelled'

/** A run as its records tell of it at one moment. */
export interface RunView {
  readonly record: RunRecord
  /** The highest; 0 where no driver has taken the run yet. */
  readonly epoch: number
  /** The records of that epoch. */
  readonly driver?: DriverRecord
  readonly cancel?: CancelRecord
  readonly end?: EndRecord
  /** Absent once the epoch has ended. */
  readonly live?: StatusRecord
  readonly status: RunStatus
  /** The epoch has no end and its driver is gone: `resume` goes on with the run. */
  readonly lost: boolean
}

/** How a run is looked at. */
export interface ReadRunOptions {
  readonly signal?: AbortSignal | undefined
}

/** Drivers write their status at least every 5 s; one that has been silent for this long is taken for lost. */
const SILENCE_MS = 20_000
/** The same of a driver whose place starts another one. */
const SILENCE_OF_PLACE_MS = 90_000

/**
 * A run with the records of its highest epoch, or undefined where there is no such run. A driver of this machine is
 * looked up among its processes; one of another machine counts as lost once it has been silent for 20 s, by the store's
 * own clock, or for 90 s where its place starts another one.
 */
export async function readRun(
  store: ArtifactStore,
  run: string,
  { signal }: ReadRunOptions = {},
): Promise<RunView | undefined> {
  const reading = { signal, readOnly: true }
  const [record, epoch] = await Promise.all([
    readRecord<RunRecord>(store, keys.run(run), 'regauge.run', reading),
    newestEpoch(store, run, signal),
  ])
  if (record === undefined) return undefined
  if (epoch === 0) return { record, epoch, status: 'pending', lost: false }
  const [driver, cancel, end] = await Promise.all([
    readRecord<DriverRecord>(store, keys.driver(run, epoch), 'regauge.driver', reading),
    readRecord<CancelRecord>(store, keys.cancel(run, epoch), 'regauge.cancel', reading),
    readRecord<EndRecord>(store, keys.end(run, epoch), 'regauge.end', reading),
  ])
  const live = end
    ? undefined
    : await readRecord<StatusRecord>(store, keys.status(run, epoch), 'regauge.status', reading)
  return {
    record,
    epoch,
    ...(driver && { driver }),
    ...(cancel && { cancel }),
    ...(end && { end }),
    ...(live && { live }),
    status: end?.status ?? (cancel ? 'cancelling' : (live?.status ?? 'running')),
    lost: end === undefined && driver !== undefined && (await isLost(store, driver, signal)),
  }
}

async function isLost(store: ArtifactStore, driver: DriverRecord, signal: AbortSignal | undefined): Promise<boolean> {
  const alive = isDriverAlive(driver.driver)
  if (alive !== undefined) return !alive
  const { run, epoch } = driver
  const sign =
    (await store.stat(keys.status(run, epoch), { signal })) ?? (await store.stat(keys.driver(run, epoch), { signal }))
  if (!sign) return false
  const now = await store.now({ signal })
  const patience = driver.driver.place === undefined ? SILENCE_MS : SILENCE_OF_PLACE_MS
  return now.getTime() - sign.modifiedAt.getTime() > patience
}
