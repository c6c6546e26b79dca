import type { ScheduleRequest } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import { formatDuration } from '@regauge/core/units'
import { milliseconds } from '../config.ts'

/** The controller looks every 10 s, so that less than that may never start anything. */
const SHORTEST_MS = 10_000

/** Without one, a controller that was away for a hundred runs would start none any more. */
const DEFAULT_MS = 3_600_000

/**
 * The seconds for which a run may be late before it is left out. Throws `KUBERNETES_SCHEDULE_INVALID` where they are too
 * few for Kubernetes.
 */
export function deadlineSeconds({ pipeline, schedule }: Pick<ScheduleRequest, 'pipeline' | 'schedule'>): number {
  const { name, deadline } = schedule
  const ms = deadline === undefined ? DEFAULT_MS : milliseconds(deadline)
  if (ms >= SHORTEST_MS) return Math.ceil(ms / 1_000)
  throw new RegaugeError('KUBERNETES_SCHEDULE_INVALID', {
    message: `Schedule "${name}" of pipeline "${pipeline}": a deadline of ${formatDuration(ms)} is too short for Kubernetes, which looks every 10 s.`,
    hint: 'Give it 10s at least.',
    details: { pipeline, schedule: name },
  })
}
