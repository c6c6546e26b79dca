import type { Duration } from '../util/duration.ts'
import type { JsonObject } from '../util/json.ts'

/** What becomes of a run whose time has come while an earlier one of the same schedule is still under way. */
export type ScheduleConcurrency = (typeof SCHEDULE_CONCURRENCIES)[number]

/** `allow`: it starts beside it; `forbid`: it is left out; `replace`: it starts, and the earlier one is cancelled. */
export const SCHEDULE_CONCURRENCIES = ['allow', 'forbid', 'replace'] as const

/** When a pipeline runs by itself, and with which parameters. */
export interface ScheduleSpec {
  /** Unique among the schedules of the pipeline, whatever the case. */
  readonly name: string
  /** Five fields (minute, hour, day of month, month, day of week), or `@daily` and the like. */
  readonly cron: string
  /** Of the IANA database, e.g. `Europe/Berlin`. */
  readonly timeZone: string
  readonly concurrency: ScheduleConcurrency
  /** A run that could not be started for so long is left out. Absent: as long as the place thinks right. */
  readonly deadline?: Duration
  /** As the pipeline's schema takes them. */
  readonly params: JsonObject
}
