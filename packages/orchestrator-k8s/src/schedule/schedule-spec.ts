/** When a pipeline runs by itself. */
export interface ScheduleSpec {
  readonly pipeline: string
  /** Unique among the schedules of the pipeline. */
  readonly name: string
  /** Five fields (minute, hour, day of month, month, day of week), or `@daily` and the like. */
  readonly cron: string
  /** Of the IANA database, e.g. `Europe/Berlin`. @default 'Etc/UTC' */
  readonly timeZone?: string
  /** When the last run is still under way: start another beside it, leave this one out, or end the last one. @default 'forbid' */
  readonly concurrency?: 'allow' | 'forbid' | 'replace'
  /** A run that could not be started for so long is left out. Milliseconds, at least 10 s. @default 1 hour */
  readonly deadlineMs?: number
  /** Kept, but starts nothing. @default false */
  readonly suspended?: boolean
}
