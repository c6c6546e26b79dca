import type { CoreV1Event } from '@kubernetes/client-node'
import type { Failure } from '@regauge/core/errors'
import { formatDuration } from '@regauge/core/units'
import type { Wire } from '../api/wire.ts'
import { conditionOf, waitingContainers, type WaitingContainer } from './pod-state.ts'
import { failureWith, latestWarning, timeOf, wait, type PodSight } from './sight.ts'
import { hopeless, type Verdict } from './verdict.ts'

/** Nothing but another config mends these. */
const WRONG_IMAGE = new Set(['InvalidImageName', 'ErrImageNeverPull'])
const WRONG_CONFIG = new Set(['CreateContainerConfigError'])
/** Registries and networks recover, and the kubelet tries for ever. */
const PULL_FAILED = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ImageInspectError',
  'RegistryUnavailable',
  'ErrPullImage',
  'SignatureValidationFailed',
])
const START_FAILED = new Set(['CreateContainerError', 'RunContainerError'])

/** What the node says of a name that no image can have. */
const NO_NAME = /couldn't parse image (?:name|reference)|invalid reference format/i
/** A Secret, ConfigMap or claim that the message names and that is not there. */
const MISSING = /(?:secret|configmap|persistentvolumeclaim) "[^"]+" not found|non-existent (?:secret|config) key/i
/** The kubelet's own view was late; it looks again. */
const LATE = /failed to sync|timed out waiting/i

/** The verdict on a pod that has not started its work. */
export function waitingPod(sight: PodSight): Verdict {
  return unscheduled(sight) ?? stuckContainer(sight) ?? missingVolume(sight) ?? wrongName(sight) ?? starting(sight)
}

function unscheduled(sight: PodSight): Verdict | undefined {
  const { pod, deadlines } = sight
  const scheduled = conditionOf(pod, 'PodScheduled')
  if (scheduled?.status === 'True' || pod.spec?.nodeName !== undefined) return undefined
  const message = scheduled?.message ?? 'the scheduler has not looked at it yet'
  if (scheduled?.reason === 'SchedulingGated')
    return wait(sight, { cause: 'queue', reason: message, warnAfter: Infinity })
  const failure: Failure = {
    class: 'config',
    code: 'KUBERNETES_POD_UNSCHEDULABLE',
    message: `No node takes pod "${pod.metadata?.name ?? ''}".`,
  }
  if (MISSING.test(message)) return hopeless(failureWith(misconfigured(sight), message))
  return wait(sight, {
    cause: scheduled?.message === undefined ? 'schedule' : 'node',
    reason: message,
    since: timeOf(scheduled?.lastTransitionTime) ?? createdAt(sight),
    warnAfter: deadlines.warning,
    limit: deadlines.pending,
    giveUp: (ms) => hopeless(failureWith(lasting(failure, ms), message)),
  })
}

function stuckContainer(sight: PodSight): Verdict | undefined {
  for (const container of waitingContainers(sight.pod)) {
    const verdict = stuck(sight, container)
    if (verdict) return verdict
  }
  return undefined
}

function stuck(sight: PodSight, { name, image, reason, message }: WaitingContainer): Verdict | undefined {
  const words = `${reason}: ${message}`
  const absent = unavailable(sight, imageOf(sight, name) ?? image)
  if (WRONG_IMAGE.has(reason)) return hopeless(failureWith(absent, words))
  if (WRONG_CONFIG.has(reason) && !LATE.test(message)) return hopeless(failureWith(misconfigured(sight), words))
  const failed = PULL_FAILED.has(reason) ? absent : START_FAILED.has(reason) ? misconfigured(sight) : undefined
  if (!failed) return undefined
  return wait(sight, {
    cause: 'image',
    reason: words,
    warnAfter: sight.deadlines.warning,
    limit: sight.deadlines.pull,
    giveUp: (ms) => hopeless(failureWith(lasting(failed, ms), words)),
  })
}

/** The status of a container has no name of an image before it was pulled. */
function imageOf({ pod }: PodSight, container: string): string | undefined {
  const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
  return all.find(({ name }) => name === container)?.image
}

/** A volume that cannot be mounted never becomes an error of the pod: only events tell. */
function missingVolume(sight: PodSight): Verdict | undefined {
  const event = latestWarning(
    sight.events,
    ({ reason, message }) => reason === 'FailedMount' && MISSING.test(message ?? ''),
  )
  return event && hopeless(failureWith(misconfigured(sight), event.message))
}

/** Events tell so at once, the status of the container a quarter of a minute later. */
function wrongName(sight: PodSight): Verdict | undefined {
  const event = latestWarning(
    sight.events,
    ({ reason, message }) => reason === 'InspectFailed' && NO_NAME.test(message ?? ''),
  )
  return event && hopeless(failureWith(unavailable(sight, undefined), event.message))
}

function starting(sight: PodSight): Verdict {
  const { pod, deadlines, events = [] } = sight
  // That no node took it is over.
  const warning = latestWarning(events, ({ reason }) => reason !== 'FailedScheduling')
  const failure: Failure = {
    class: 'infrastructure',
    code: 'KUBERNETES_POD_NOT_STARTED',
    message: `Node "${pod.spec?.nodeName ?? ''}" has not started pod "${pod.metadata?.name ?? ''}".`,
  }
  return wait(sight, {
    cause: 'start',
    reason: eventWords(warning) ?? (isPulling(events) ? 'an image is being pulled' : 'the node prepares the pod'),
    since: timeOf(conditionOf(pod, 'PodScheduled')?.lastTransitionTime) ?? createdAt(sight),
    // Large images take their time; what the node complains of is worth a word earlier.
    warnAfter: warning ? deadlines.warning : deadlines.pull,
    limit: deadlines.pending,
    giveUp: (ms) => hopeless(failureWith(lasting(failure, ms), eventWords(warning))),
  })
}

/** Whether the image of some container is on its way; others may have theirs. */
function isPulling(events: readonly Wire<CoreV1Event>[]): boolean {
  const containers = (which: string) =>
    events.flatMap(({ reason, involvedObject }) => (reason === which ? [involvedObject.fieldPath] : []))
  const pulled = new Set(containers('Pulled'))
  return containers('Pulling').some((container) => !pulled.has(container))
}

function eventWords(event: Wire<CoreV1Event> | undefined): string | undefined {
  return event && `${event.reason ?? 'Warning'}: ${event.message ?? ''}`
}

function unavailable({ pod }: PodSight, image: string | undefined): Failure {
  const which = image === undefined ? 'An image' : `The image "${image}"`
  const message = `${which} of pod "${pod.metadata?.name ?? ''}" cannot be had.`
  return { class: 'config', code: 'KUBERNETES_IMAGE_UNAVAILABLE', message }
}

function misconfigured({ pod }: PodSight): Failure {
  const message = `A container of pod "${pod.metadata?.name ?? ''}" cannot be made.`
  return { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message }
}

function createdAt({ pod }: PodSight): number | undefined {
  return timeOf(pod.metadata?.creationTimestamp)
}

function lasting(failure: Failure, ms: number): Failure {
  return { ...failure, message: `${failure.message.replace(/\.$/, '')} after ${formatDuration(ms)}.` }
}
