import { listStepRuns, readRun } from '@regauge/core/records'
import type { OpenedRuns } from './open-runs.ts'

/** Looks up why attempts of a run failed: the message of each one's failure, or undefined where none is recorded. */
export function failureReasons(
  store: OpenedRuns['store'],
  run: string,
): (path: string, attempt: number) => Promise<string | undefined> {
  return async (path, attempt) => {
    const view = await readRun(store, run)
    const attempts = view ? await listStepRuns(store, view, { path }) : []
    return attempts.find((each) => each.attempt === attempt)?.failure?.message
  }
}
