import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { isDriverAlive } from './driver-alive.ts'
import { keys } from './keys.ts'
import { listFolders } from './list-all.ts'
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
  /** When the view was taken, by this process's monotonic clock in milliseconds. */
  readonly seenAt: number
}

/** How a run is looked at. */
export interface ReadRunOptions {
  /** An earlier view: a status that has not moved since then, for long enough, tells of a lost driver elsewhere. */
  readonly earlier?: RunView | undefined
  readonly signal?: AbortSignal | undefined
}

/** Drivers write their status at least every 5 s; one that has been silent for this long is taken for lost. */
export const SILENCE_MS = 20_000

/**
 * A run with the records of its highest epoch, or undefined where there is no such run. A driver of this host is looked
 * up among its processes; one of another host counts as lost only by comparison with an `earlier` view.
 */
export async function readRun(
  store: ArtifactStore,
  run: string,
  options: ReadRunOptions = {},
): Promise<RunView | undefined> {
  const reading = { signal: options.signal, readOnly: true }
  const [record, epoch] = await Promise.all([
    readRecord<RunRecord>(store, keys.run(run), 'regauge.run', reading),
    newestEpoch(store, run, options.signal),
  ])
  if (record === undefined) return undefined
  if (epoch === 0) return { record, epoch, status: 'pending', lost: false, seenAt: performance.now() }
  const [driver, cancel, end] = await Promise.all([
    readRecord<DriverRecord>(store, keys.driver(run, epoch), 'regauge.driver', reading),
    readRecord<CancelRecord>(store, keys.cancel(run, epoch), 'regauge.cancel', reading),
    readRecord<EndRecord>(store, keys.end(run, epoch), 'regauge.end', reading),
  ])
  const live = end
    ? undefined
    : await readRecord<StatusRecord>(store, keys.status(run, epoch), 'regauge.status', reading)
  const view = {
    record,
    epoch,
    ...(driver && { driver }),
    ...(cancel && { cancel }),
    ...(end && { end }),
    ...(live && { live }),
    seenAt: performance.now(),
  }
  return { ...view, status: statusOf(view), lost: isLost(view, options.earlier) }
}

/** The highest epoch of a run that a driver has taken; 0 where there is none. */
async function newestEpoch(store: ArtifactStore, run: string, signal?: AbortSignal): Promise<number> {
  const names = await listFolders(store, keys.epochs(run), { signal })
  return Math.max(0, ...names.map(Number).filter(Number.isSafeInteger))
}

type Seen = Omit<RunView, 'status' | 'lost'>

function statusOf({ end, cancel, live }: Seen): RunStatus {
  if (end) return end.status
  if (cancel) return 'cancelling'
  return live?.status ?? 'running'
}

function isLost({ end, driver, epoch, live, seenAt }: Seen, earlier: RunView | undefined): boolean {
  if (end || !driver) return false
  const alive = isDriverAlive(driver.driver)
  if (alive !== undefined) return !alive
  if (earlier?.epoch !== epoch || earlier.end) return false
  return earlier.live?.sequence === live?.sequence && seenAt - earlier.seenAt >= SILENCE_MS
}
