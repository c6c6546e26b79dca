import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'
import { putRecord } from '../records/record-store.ts'
import type { DriverRecord, NodeStatus, StatusRecord, StepCounts } from '../records/run-record.ts'
import type { DriverState } from './core/driver-state.ts'
import { liveAttempts, nodeStatuses, stepCounts } from './core/queries.ts'
import type { LiveAttemptView, NodeView } from './core/types.ts'
import type { Warnings } from './warnings.ts'

const SHOW_INTERVAL = 100
const WRITE_INTERVAL = 2_000
/** Also without news, so that readers see that the driver lives. */
const BEAT_INTERVAL = 5_000
// Keeps the record under 64 KiB with the longest paths and messages.
const LIVE_LIMIT = 64

export interface StatusOptions {
  readonly state: DriverState
  readonly driver: DriverRecord
  readonly store: ArtifactStore
  /** The same moment on the clock of the events and on the wall. */
  readonly began: { readonly at: number; readonly wall: number }
  readonly warnings: Warnings
  readonly onStatus: ((status: StatusRecord) => void) | undefined
}

/** Keeps `status.json` and the live view up to date. */
export interface StatusWriter extends Disposable {
  changed(): void
  /** Writes how it all ended, for who follows the run from elsewhere. A run that was over before the first has none. */
  last(): Promise<void>
  /** For good: nothing is written after this, not even what is due. */
  [Symbol.dispose](): void
}

/**
 * A status that is written every 2 s where something has changed, every 5 s where not, and never at the run's expense. Of a
 * run that an earlier driver has begun the first one is written at once, with what the caller does in the same turn.
 */
export function createStatusWriter(options: StatusOptions): StatusWriter {
  const { driver, store, onStatus } = options
  let sequence = 0
  let writing: Promise<void> | undefined
  let writtenAt = 0
  let stale = true
  let showing: NodeJS.Timeout | undefined

  function show(): void {
    showing = undefined
    onStatus?.(toStatus(options, sequence))
  }

  async function write(): Promise<void> {
    stale = false
    writtenAt = performance.now()
    sequence += 1
    // A view that could not be written is no reason to stop: the next one follows.
    await putRecord(store, keys.status(driver.run, driver.epoch), toStatus(options, sequence)).catch(() => undefined)
  }

  function writeWhereDue(): void {
    if (writing || (!stale && performance.now() - writtenAt < BEAT_INTERVAL)) return
    writing = write().then(() => void (writing = undefined))
  }

  const beat = setInterval(writeWhereDue, WRITE_INTERVAL)
  // What the driver before has said of the run is out of date.
  if (driver.epoch > 1) queueMicrotask(writeWhereDue)
  return {
    changed() {
      stale = true
      if (onStatus) showing ??= setTimeout(show, SHOW_INTERVAL)
    },
    async last() {
      clearInterval(beat)
      await writing
      if (sequence > 0) await write()
    },
    [Symbol.dispose]() {
      clearInterval(beat)
      clearTimeout(showing)
      if (onStatus) show()
    },
  }
}

/** The counts of a run, as its end record has them. */
export function countsOf(state: DriverState): StepCounts {
  const { total, succeeded, cached, failed, skipped, cancelled } = stepCounts(state)
  return { total, succeeded, cached, failed, skipped, cancelled }
}

function toStatus({ state, driver, began, warnings }: StatusOptions, sequence: number): StatusRecord {
  const time = (ms: number) => new Date(began.wall + ms - began.at).toISOString()
  return {
    schema: 'regauge.status/1',
    run: driver.run,
    epoch: driver.epoch,
    sequence,
    status: state.stop?.status === 'cancelled' ? 'cancelling' : 'running',
    steps: stepCounts(state),
    nodes: Object.fromEntries(
      Object.entries(nodeStatuses(state)).map(([path, node]) => [path, toNodeStatus(node, time)]),
    ),
    live: liveAttempts(state, LIVE_LIMIT).map((live) => toLive(live, time)),
    ...warnings.fields(),
    at: new Date().toISOString(),
  }
}

function toNodeStatus({ startedMs, endedMs, ...node }: NodeView, time: (ms: number) => string): NodeStatus {
  return {
    ...node,
    ...(startedMs === undefined ? {} : { startedAt: time(startedMs) }),
    ...(endedMs === undefined ? {} : { endedAt: time(endedMs) }),
  }
}

function toLive({ startedMs, ...live }: LiveAttemptView, time: (ms: number) => string) {
  return startedMs === undefined ? live : { ...live, startedAt: time(startedMs) }
}
