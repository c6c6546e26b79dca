/** The Job of a CronJob is called after it and the minutes since 1970 that it was due at. */
const JOB_NAME = /-(\d{8})$/

/** Minutes of an earlier time, of which a date such as 20261122 is one, are no CronJob's. */
const EARLIEST_MS = Date.UTC(2020)

/** Neither are those of a time to come, but for one that somebody has put forward, and for clocks that differ. */
const AHEAD_MS = 24 * 3_600_000

/**
 * When a Job of a CronJob was due, from its name; undefined where a person has started it and called it otherwise: a date
 * or a number at the end of a name is no time. `now` is by the clock of the pod's node.
 */
export function scheduledTimeOf(jobName: string, now: Date): Date | undefined {
  const minutes = JOB_NAME.exec(jobName)?.[1]
  if (minutes === undefined) return undefined
  const due = Number(minutes) * 60_000
  return due >= EARLIEST_MS && due <= now.getTime() + AHEAD_MS ? new Date(due) : undefined
}
