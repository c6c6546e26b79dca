import type { V1Pod } from '@kubernetes/client-node'
import type { Failure } from '@regauge/core/errors'
import type { Wire } from '../api/wire.ts'
import { deletedFailure } from './deleted-failure.ts'
import { disruptionOf } from './disruption.ts'
import { endedPod } from './ended-pod.ts'
import { conditionOf, mainContainer } from './pod-state.ts'
import { timeOf, wait, type PodSight } from './sight.ts'
import type { Verdict } from './verdict.ts'
import { waitingPod } from './waiting-pod.ts'

/**
 * What there is to say of a pod. Level-triggered: the same sight always gives the same verdict, so that it may be asked
 * as often as the pod or the time changes, and again after a restart.
 */
export function classifyPod(sight: PodSight): Verdict {
  const over = endedPod(sight) ?? stillThere(sight)
  if (over) return over
  const silent = silentNode(sight)
  if (silent) return silent
  return mainContainer(sight.pod)?.state?.running ? { kind: 'running' } : waitingPod(sight)
}

/** The failure of a pod whose object is gone, from what was last seen of it; an outcome record outranks it. */
export function goneFailure(last: Wire<V1Pod>): Failure {
  return disruptionOf(last) ?? deletedFailure('pod', last.metadata?.name)
}

/** A pod that is being deleted ends within its grace period, unless its node is gone. */
function stillThere(sight: PodSight): Verdict | undefined {
  const { pod, deadlines } = sight
  // The API server sets it to the end of the grace period.
  const graceEnds = timeOf(pod.metadata?.deletionTimestamp)
  if (graceEnds === undefined) return undefined
  return wait(sight, {
    cause: 'deletion',
    reason: 'the pod is being deleted',
    since: graceEnds,
    warnAfter: deadlines.terminating / 2,
    limit: deadlines.terminating,
    giveUp: () => ({ kind: 'failed', failure: silence(pod), remains: 'unknown' }),
  })
}

/**
 * The control plane takes the readiness of all pods of a node that has fallen silent, while their containers stay ready
 * in its last report.
 */
function silentNode(sight: PodSight): Verdict | undefined {
  const { pod, deadlines } = sight
  const ready = conditionOf(pod, 'Ready')
  const isSilent =
    pod.status?.phase === 'Unknown' ||
    (ready?.status === 'False' &&
      ready.reason !== 'ReadinessGatesNotReady' &&
      conditionOf(pod, 'ContainersReady')?.status === 'True')
  if (!isSilent) return undefined
  return wait(sight, {
    cause: 'silence',
    reason: `node "${pod.spec?.nodeName ?? ''}" does not answer`,
    since: timeOf(ready?.lastTransitionTime),
    warnAfter: deadlines.nodeSilent / 2,
    limit: deadlines.nodeSilent,
    giveUp: () => ({ kind: 'failed', failure: silence(pod), remains: 'unknown' }),
  })
}

function silence(pod: Wire<V1Pod>): Failure {
  return {
    class: 'infrastructure',
    code: 'KUBERNETES_NODE_SILENT',
    message: `Node "${pod.spec?.nodeName ?? ''}" of pod "${pod.metadata?.name ?? ''}" does not answer; the pod was given up.`,
  }
}
