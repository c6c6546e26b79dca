import type { V1Job } from '@kubernetes/client-node'
import type { Failure } from '@regauge/core/errors'
import { applyManifests, isAccountMissing } from '../api/kubernetes-error.ts'
import type { Wire } from '../api/wire.ts'
import { LABELS } from '../objects/keys.ts'
import { deletedFailure } from './deleted-failure.ts'
import { failureWith, latestWarning, timeOf, wait, type JobSight } from './sight.ts'
import { ended, hopeless, type Verdict } from './verdict.ts'

/** Quota that is used up comes back when other pods end; a pod that says no limit never fits. */
const OVER_QUOTA = /exceeded quota/
/** The namespace is on its way out, and the run with it. */
const TERMINATING = /is being terminated|NamespaceTerminating/i
/** What the cluster may get over by itself. */
const PASSING = /failed calling webhook|Internal error|timed? ?out|connection refused|try again/i
/** An answer that the same pod will always get: service account, Pod Security, limits, admission. */
const REFUSED = /is forbidden|denied the request|must specify|is invalid|Invalid value/i

/**
 * What there is to say of a Job that has no pods. Where it has, its pods tell more than it does, and sooner: a Job's
 * status is seconds behind.
 */
export function classifyJob(sight: JobSight): Verdict {
  const { job, index } = sight
  const { name } = job.metadata ?? {}
  if (hasCondition(job, 'Complete', 'SuccessCriteriaMet')) return { kind: 'completed' }
  if (index !== undefined && holdsIndex(job.status?.completedIndexes, index)) return { kind: 'completed' }
  const failed = endOf(job) ?? endOfIndex(sight)
  if (failed) return ended(failed)
  if (isBeingDeleted(job)) return ended(deletedFailure('Job', name))
  if (job.spec?.suspend === true) {
    return wait(sight, { cause: 'queue', reason: 'the Job waits to be admitted', warnAfter: Infinity })
  }
  return elsewhere(sight) ?? podless(sight)
}

/** Whether a Job will not start any pod any more. */
export function jobHasEnded(job: Wire<V1Job>): boolean {
  return hasCondition(job, 'Complete', 'SuccessCriteriaMet', 'Failed', 'FailureTarget') || isBeingDeleted(job)
}

function isBeingDeleted({ metadata }: Wire<V1Job>): boolean {
  return metadata?.deletionTimestamp !== undefined
}

function endOf(job: Wire<V1Job>): Failure | undefined {
  const condition = job.status?.conditions?.find(
    ({ type, status }) => status === 'True' && (type === 'Failed' || type === 'FailureTarget'),
  )
  if (!condition) return undefined
  const what = `Job "${job.metadata?.name ?? ''}"`
  if (condition.reason === 'DeadlineExceeded') {
    const message = `The ${what} took longer than its deadline.`
    return failureWith({ class: 'timeout', code: 'STEP_TIMED_OUT', message }, condition.message)
  }
  const message = `The ${what} failed, and its pod is gone.`
  return failureWith({ class: 'infrastructure', code: 'KUBERNETES_POD_DELETED', message }, condition.message)
}

function endOfIndex({ job, index }: JobSight): Failure | undefined {
  if (index === undefined || !holdsIndex(job.status?.failedIndexes, index)) return undefined
  const message = `Index ${index} of Job "${job.metadata?.name ?? ''}" failed, and its pod is gone.`
  return { class: 'infrastructure', code: 'KUBERNETES_POD_DELETED', message }
}

/** The verdict on a Job that has pods, only none that is to be seen here. */
function elsewhere(sight: JobSight): Verdict | undefined {
  const { job, index, deadlines } = sight
  const { active = 0, failed = 0, succeeded = 0, terminating = 0 } = job.status ?? {}
  if (index !== undefined) {
    const isFull = active >= (job.spec?.parallelism ?? 1)
    if (isFull) return wait(sight, { cause: 'queue', reason: 'other pods of the Job run first', warnAfter: Infinity })
    return active + terminating > 0 ? crowded(sight) : undefined
  }
  const settling = { cause: 'settling', reason: 'the Job has a pod that is not to be seen' } as const
  // What is told of a running pod is only late: giving it up would start a second one.
  if (active + terminating > 0) return wait(sight, { ...settling, warnAfter: deadlines.noPod })
  if (failed + succeeded === 0) return undefined
  const lost = deletedFailure('pod', undefined)
  return wait(sight, {
    ...settling,
    warnAfter: Infinity,
    limit: deadlines.settle,
    giveUp: () => ended(failureWith(lost, `the Job "${job.metadata?.name ?? ''}" had one`)),
  })
}

/** Pods of other indexes are there, and the quota has no room for more: it comes back as they end. */
function crowded(sight: JobSight): Verdict | undefined {
  const reason = refusalOf(sight)
  if (reason === undefined || !OVER_QUOTA.test(reason)) return undefined
  const { warning: warnAfter } = sight.deadlines
  return wait(sight, { cause: 'quota', reason, warnAfter, code: 'KUBERNETES_POD_REFUSED' })
}

/** Why the Job was last refused a pod. */
function refusalOf({ events }: JobSight): string | undefined {
  return latestWarning(events, ({ reason }) => reason === 'FailedCreate')?.message
}

function podless(sight: JobSight): Verdict {
  const { job, deadlines } = sight
  const message = refusalOf(sight)
  const what = `The Job "${job.metadata?.name ?? ''}"`
  const started = timeOf(job.status?.startTime) ?? timeOf(job.metadata?.creationTimestamp)
  // An index may have had its turn long after its Job, and a Job that has lost its pod looks as if it never had one.
  const since = sight.index === undefined && !sight.isRestarted ? started : undefined
  if (message !== undefined && OVER_QUOTA.test(message)) {
    const failure = refused(`${what} gets no pod, since the quota of its namespace is used up.`)
    const giveUp = () => hopeless(failureWith(failure, message))
    const { warning: warnAfter, pending: limit } = deadlines
    return wait(sight, { cause: 'quota', reason: message, since, warnAfter, limit, giveUp })
  }
  if (message !== undefined && TERMINATING.test(message)) {
    const text = `${what} gets no pod, since its namespace is being deleted.`
    return hopeless(failureWith(notStarted(text), message))
  }
  if (message !== undefined && REFUSED.test(message) && !PASSING.test(message)) {
    return hopeless(failureWith(refused(`${what} gets no pod.`), `${message}${remedyOf(job, message)}`))
  }
  const reason = message ?? 'the Job has no pod yet'
  // Some thousand pods take minutes to be made.
  if (makesOthers(sight)) return wait(sight, { cause: 'pod', reason, warnAfter: Infinity })
  return wait(sight, {
    cause: 'pod',
    reason,
    since,
    warnAfter: deadlines.noPod / 2,
    limit: deadlines.noPod,
    giveUp: () => hopeless(failureWith(notStarted(`${what} got no pod in time.`), message)),
  })
}

/** Whether an index only comes after others. */
function makesOthers({ job, index }: JobSight): boolean {
  const { active = 0, failed = 0, succeeded = 0, terminating = 0 } = job.status ?? {}
  return index !== undefined && active + failed + succeeded + terminating > 0
}

/** Drivers have a service account that Regauge knows how to make. */
function remedyOf({ metadata }: Wire<V1Job>, message: string): string {
  const { namespace = '', labels = {} } = metadata ?? {}
  const isDriver = labels[LABELS.role] === 'driver'
  return isDriver && isAccountMissing(message) ? `; make it: ${applyManifests(namespace)}` : ''
}

function refused(message: string): Failure {
  return { class: 'config', code: 'KUBERNETES_POD_REFUSED', message }
}

function notStarted(message: string): Failure {
  return { class: 'infrastructure', code: 'KUBERNETES_POD_NOT_STARTED', message }
}

function hasCondition({ status }: Wire<V1Job>, ...types: readonly string[]): boolean {
  return (status?.conditions ?? []).some((condition) => types.includes(condition.type) && condition.status === 'True')
}

/** Whether an index is among some as a Job's status tells them: `0-5,7`. */
function holdsIndex(indexes: string | undefined, index: number): boolean {
  return (indexes ?? '').split(',').some((range) => {
    const [first, last = first] = range.split('-').map(Number)
    return range !== '' && first! <= index && index <= last!
  })
}
