import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import { listRunIds } from './run-ids.ts'
import type { StepCounts } from './run-record.ts'
import type { RunStatus, RunView } from './run-view.ts'
import { readRun } from './run-view.ts'

/** One row of `runs list`. */
export interface RunSummary {
  readonly run: string
  readonly pipeline: string
  readonly status: RunStatus
  readonly lost: boolean
  /** Absent until a driver has taken the run. */
  readonly stack?: string
  readonly epoch: number
  readonly labels: { readonly [name: string]: string }
  /** ISO 8601. */
  readonly submittedAt: string
  readonly endedAt?: string
  /** How long the last epoch took. */
  readonly seconds?: number
  /** As far as they are known. */
  readonly steps?: StepCounts
}

/** Which runs are listed. */
export interface ListRunsOptions {
  /** @default 20 */
  readonly limit?: number
  /** Only runs for which it says yes; runs are read, the newest first, until there are enough. */
  readonly where?: (run: RunSummary) => boolean
  readonly signal?: AbortSignal | undefined
}

/** Runs whose records are read at once. */
const CONCURRENCY = 16

/** The runs of a store, the newest first. Reads the records of those alone that are shown. */
export async function listRuns(store: ArtifactStore, options: ListRunsOptions = {}): Promise<readonly RunSummary[]> {
  const { limit = 20, where = () => true, signal } = options
  const ids = await listRunIds(store, { signal })
  const runs: RunSummary[] = []
  for (let at = 0; at < ids.length && runs.length < limit;) {
    const batch = ids.slice(at, at + limit - runs.length)
    const views = await mapConcurrent(batch, CONCURRENCY, (id) => readRun(store, id, { signal }))
    for (const view of views) {
      // A folder without a record is a run that is being submitted or deleted.
      const summary = view && summaryOf(view)
      if (summary && where(summary)) runs.push(summary)
    }
    at += batch.length
  }
  return runs
}

/** What a row shows of a run. */
export function summaryOf({ record, epoch, driver, end, live, status, lost }: RunView): RunSummary {
  const steps = end?.steps ?? live?.steps
  return {
    run: record.run,
    pipeline: record.pipeline,
    status,
    lost,
    ...(driver && { stack: driver.stack.name }),
    epoch,
    labels: record.labels,
    submittedAt: record.submittedAt,
    ...(end && { endedAt: end.endedAt, seconds: end.seconds }),
    ...(steps && { steps }),
  }
}
