import type { V1Pod } from '@kubernetes/client-node'
import type { Failure } from '@regauge/core/errors'
import type { Wire } from '../api/wire.ts'
import { EXIT_CODES } from '../runner-layout.ts'
import { deletedFailure } from './deleted-failure.ts'
import { disruptionOf } from './disruption.ts'
import { exitFailure } from './exit-failure.ts'
import { failedInit, mainEnd, memoryLimit, type Terminated } from './pod-state.ts'
import { failureWith, wait, type PodSight } from './sight.ts'
import { readTermination } from './termination-message.ts'
import { ended, type Verdict } from './verdict.ts'

/** The verdict on a pod that has ended, or whose main container has; undefined where neither has. */
export function endedPod(sight: PodSight): Verdict | undefined {
  const { pod } = sight
  const { phase } = pod.status ?? {}
  const end = mainEnd(pod)
  if (phase === 'Succeeded' || end?.exitCode === 0) return { kind: 'completed' }
  const own = end && ownWords(end)
  if (own) return own
  const final = phase === 'Failed'
  if (!final && !end && !failedInit(pod)) return undefined
  const failure = disruptionOf(pod) ?? deletionOf(pod, end) ?? endFailure(pod, end)
  // The reason of an eviction, and the status of the containers, may come after the end itself.
  const isTold = final && failure !== undefined
  if (isTold) return ended(withLog(failure, end))
  return wait(sight, {
    cause: 'settling',
    reason: 'the pod has ended, and why is not known yet',
    warnAfter: Infinity,
    limit: sight.deadlines.settle,
    giveUp: () => ended(withLog(failure ?? untold(pod), end)),
  })
}

/** What our runner itself says, which nothing of the cluster's outranks. */
function ownWords(end: Terminated): Verdict | undefined {
  if (end.exitCode === EXIT_CODES.fenced) return { kind: 'fenced' }
  const { failure } = readTermination(end.message)
  return failure && ended(failure)
}

/**
 * Nobody but people, and what acts for them, deletes a pod without saying so in a condition. One that had ended by itself
 * may be deleted at any time.
 */
function deletionOf({ metadata }: Wire<V1Pod>, end: Terminated | undefined): Failure | undefined {
  const byItself = end !== undefined && (end.reason !== 'Error' || ![137, 143].includes(end.exitCode))
  return metadata?.deletionTimestamp === undefined || byItself ? undefined : deletedFailure('pod', metadata.name)
}

function endFailure(pod: Wire<V1Pod>, end: Terminated | undefined): Failure | undefined {
  const name = `pod "${pod.metadata?.name ?? ''}"`
  if (end) return exitFailure(end, { what: name, memoryLimit: memoryLimit(pod) })
  const init = failedInit(pod)
  if (!init) return undefined
  const failure = exitFailure(init.end, { what: `init container "${init.name}" of ${name}` })
  // The step itself has not run, so that it cannot be at fault.
  return withLog(failure.class === 'user' ? { ...failure, class: 'infrastructure' } : failure, init.end)
}

function untold(pod: Wire<V1Pod>): Failure {
  const { reason, message } = pod.status ?? {}
  const text = `The pod "${pod.metadata?.name ?? ''}" failed, and Kubernetes does not tell why.`
  return failureWith({ class: 'lost', code: 'STEP_LOST', message: text }, message ?? reason)
}

function withLog(failure: Failure, end: Terminated | undefined): Failure {
  const { log } = readTermination(end?.message)
  // Of a program that did not start, the message holds the reason, which stands in ours already.
  return log && failure.log === undefined && end?.reason !== 'StartError' ? { ...failure, log } : failure
}
