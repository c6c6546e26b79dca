import type { ScheduleName } from '../contracts/schedule-place.ts'
import { runIdOf } from './run-id-of.ts'

/** Of which schedule, and of what: the scheduled time or, where somebody started it by hand, a name of that start. */
export interface ScheduledRun extends ScheduleName {
  readonly occasion: Date | string
}

/** The key of a scheduled run, as `regauge run --id` takes one. However often it is submitted, there is one run of it. */
export function scheduledRunKey({ stack, pipeline, name, occasion }: ScheduledRun): string {
  const which = typeof occasion === 'string' ? occasion : occasion.toISOString()
  return `schedule/${stack}/${pipeline}/${name}/${which}`
}

/** The id of a scheduled run. */
export function scheduledRunId(scheduled: ScheduledRun): string {
  return runIdOf(scheduled.pipeline, scheduledRunKey(scheduled))
}
