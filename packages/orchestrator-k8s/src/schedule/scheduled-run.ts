/** The Job of a CronJob is called after it and the minutes since 1970 that it was due at. */
const JOB_NAME = /-(\d{8,10})$/

/** When a Job of a CronJob was due, from its name; undefined where no CronJob made it. */
export function scheduledTimeOf(jobName: string): Date | undefined {
  const minutes = JOB_NAME.exec(jobName)?.[1]
  return minutes === undefined ? undefined : new Date(Number(minutes) * 60_000)
}

/**
 * The key of the run that was due at a time: what `regauge run --id` takes. However often it is submitted, there is one
 * run of it.
 */
export function scheduledRunKey(pipeline: string, schedule: string, time: Date): string {
  return `schedule/${pipeline}/${schedule}/${time.toISOString()}`
}
