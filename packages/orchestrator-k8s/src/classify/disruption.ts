import type { V1Pod } from '@kubernetes/client-node'
import type { Failure } from '@regauge/core/errors'
import type { Wire } from '../api/wire.ts'
import { conditionOf } from './pod-state.ts'
import { failureWith } from './sight.ts'

/** What the reasons of the condition `DisruptionTarget` mean. */
const CONDITION_REASONS: Readonly<Record<string, string>> = {
  PreemptionByScheduler: 'was preempted by a pod of higher priority',
  DeletionByTaintManager: 'had to leave its node, which got a taint',
  EvictionByEvictionAPI: 'was evicted',
  DeletionByPodGC: 'was removed, since its node is gone',
  TerminationByKubelet: 'was ended by its node',
}

/** What `status.reason` of a pod means that its node has ended or refused. */
const STATUS_REASONS: Readonly<Record<string, string>> = {
  Evicted: 'was evicted by its node',
  NodeShutdown: 'was ended, since its node shuts down',
  Shutdown: 'was ended, since its node shuts down',
  Terminated: 'was ended, since its node shuts down',
  NodeLost: 'is gone with its node',
  NodeAffinity: 'was refused by its node, whose labels had changed',
  UnexpectedAdmissionError: 'was refused by its node',
  Preempting: 'was preempted on its node by a critical pod',
  PreemptContainer: 'was preempted on its node by a critical pod',
}

/** Evictions that the pod has brought about itself, by writing more than it may. */
const OWN_FAULT =
  /Usage of EmptyDir volume|exceeds? the (?:total )?limit|exceeded its local ephemeral storage limit|total limit of containers/i

/** Why the cluster itself ended a pod; undefined where it did not. */
export function disruptionOf(pod: Wire<V1Pod>): Failure | undefined {
  const what = `pod "${pod.metadata?.name ?? ''}"`
  const { reason = '', message } = pod.status ?? {}
  if (reason === 'DeadlineExceeded') {
    const text = `The ${what} took longer than its deadline, and its runner had not ended it.`
    return { class: 'timeout', code: 'STEP_TIMED_OUT', message: text }
  }
  if (reason === 'Evicted' && OWN_FAULT.test(message ?? '')) {
    const text = `The ${what} was evicted, since it wrote more than it may.`
    return failureWith({ class: 'user', code: 'KUBERNETES_POD_DISK_FULL', message: text }, message)
  }
  const target = conditionOf(pod, 'DisruptionTarget')
  if (target?.status === 'True') {
    const how = CONDITION_REASONS[target.reason ?? ''] ?? `was disrupted (${target.reason ?? 'no reason given'})`
    return failureWith(disrupted(`The ${what} ${how}.`), message ?? target.message)
  }
  const how = Object.hasOwn(STATUS_REASONS, reason)
    ? STATUS_REASONS[reason]
    : // The kubelet found that what the pod had asked for is taken: OutOfcpu, OutOfmemory, OutOfnvidia.com/gpu.
      reason.startsWith('OutOf')
      ? `was refused by its node (${reason})`
      : undefined
  return how === undefined ? undefined : failureWith(disrupted(`The ${what} ${how}.`), message)
}

function disrupted(message: string): Failure {
  return { class: 'infrastructure', code: 'KUBERNETES_POD_DISRUPTED', message }
}
