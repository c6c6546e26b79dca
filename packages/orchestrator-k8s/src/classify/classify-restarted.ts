import type { V1Pod } from '@kubernetes/client-node'
import type { Wire } from '../api/wire.ts'
import { classifyJob, jobHasEnded } from './classify-job.ts'
import { classifyPod } from './classify-pod.ts'
import { podHasEnded } from './pod-state.ts'
import { type JobSight, latestWarning, timeOf, wait } from './sight.ts'
import type { Verdict } from './verdict.ts'

/** A Job that starts another pod where one ends, and its pods. */
export interface RestartedSight extends Omit<JobSight, 'index' | 'isRestarted'> {
  readonly pods: readonly Wire<V1Pod>[]
}

/**
 * What there is to say of a Job that starts another pod where one is taken away or fails, as those of drivers do: only the
 * Job itself can end, but why it has failed is what its last pod tells.
 */
export function classifyRestarted(sight: RestartedSight): Verdict {
  const { job, pods } = sight
  if (jobHasEnded(job)) {
    const end = classifyJob(sight)
    return end.kind === 'failed' ? (lastFailure(sight) ?? end) : end
  }
  const pod = pods.find((each) => !podHasEnded(each))
  const verdict = pod && classifyPod({ ...sight, pod })
  if (verdict && !isOver(verdict)) return verdict
  if (verdict || pods.length > 0 || hasHadPods(sight)) {
    const refusal = latestWarning(sight.events, ({ reason }) => reason === 'FailedCreate')?.message
    const reason = refusal ?? 'its pod has ended, and its Job starts another one'
    return wait(sight, { cause: 'pod', reason, warnAfter: sight.deadlines.noPod })
  }
  return classifyJob({ ...sight, isRestarted: true })
}

/** Nothing of it runs any more, so that the Job knows what to do. */
function isOver(verdict: Verdict): boolean {
  switch (verdict.kind) {
    case 'waiting':
    case 'running':
      return false
    case 'completed':
    case 'fenced':
      return true
    case 'failed':
      return verdict.remains === 'nothing'
  }
}

function lastFailure(sight: RestartedSight): Verdict | undefined {
  const began = ({ metadata }: Wire<V1Pod>) => timeOf(metadata?.creationTimestamp) ?? 0
  const [pod] = sight.pods.toSorted((a, b) => began(b) - began(a))
  const verdict = pod && classifyPod({ ...sight, pod })
  return verdict?.kind === 'failed' ? verdict : undefined
}

/** A pod that was evicted is not among those that a driver's Job counts, but the cluster tells for a while that it was made. */
function hasHadPods({ job, events = [] }: RestartedSight): boolean {
  const { failed = 0, succeeded = 0, terminating = 0 } = job.status ?? {}
  return failed + succeeded + terminating > 0 || events.some(({ reason }) => reason === 'SuccessfulCreate')
}
