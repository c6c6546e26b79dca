import type { Failure } from '../errors/failure.ts'
import { formatDuration } from '../util/duration.ts'
import type { Envelope } from '../spec/envelope.ts'
import type { StopRequest } from './attempt-watch.ts'

/** The failure of an attempt that ended because it was asked to stop, or had to be killed after that. */
export function stopFailure(
  envelope: Pick<Envelope, 'path' | 'timeoutMs'>,
  request: Pick<StopRequest, 'reason' | 'overdue'>,
): Failure {
  if (request.reason === 'cancelled') {
    return { class: 'cancelled', code: 'STEP_CANCELLED', message: `Step "${envelope.path}" was cancelled.` }
  }
  if (request.reason === 'interrupted') {
    const message = `Step "${envelope.path}" was interrupted, because the place where it ran was taken away.`
    return { class: 'infrastructure', code: 'STEP_INTERRUPTED', message }
  }
  const limit = envelope.timeoutMs === undefined ? '' : ` of ${formatDuration(envelope.timeoutMs)}`
  const message = request.overdue
    ? `Step "${envelope.path}" took longer than its timeout${limit}.`
    : `Step "${envelope.path}" was stopped because its run took longer than its deadline.`
  return { class: 'timeout', code: 'STEP_TIMED_OUT', message }
}
