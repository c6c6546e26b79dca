/** The Job of a CronJob is called after it and the minutes since 1970 that it was due at. */
const JOB_NAME = /-(\d{8})$/

/**
 * When a Job of a CronJob was due, from its name; undefined where a person has started it and called it otherwise.
 */
export function scheduledTimeOf(jobName: string): Date | undefined {
  const minutes = JOB_NAME.exec(jobName)?.[1]
  return minutes === undefined ? undefined : new Date(Number(minutes) * 60_000)
}
