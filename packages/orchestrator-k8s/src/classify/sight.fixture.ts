import type { CoreV1Event, V1ContainerState, V1Job, V1Pod, V1PodStatus } from '@kubernetes/client-node'
import type { Wire } from '../api/wire.ts'
import { deadlinesOf, stepOperatorConfig } from '../config.ts'
import { viewOf } from '../launcher/pod-view.ts'
import type { JobSight, PodSight } from './sight.ts'

/** Deadlines as a stack file that says nothing of them has them. */
export const DEADLINES = deadlinesOf(stepOperatorConfig.parse({}))

/** When pods and Jobs of the tests were made, and bound to their node. */
export const START = Date.parse('2026-11-21T18:25:17Z')

/** A time so many seconds later, as the API writes it. */
export const at = (seconds: number) => new Date(START + seconds * 1_000).toISOString()

type Condition = readonly [
  type: string,
  status: string,
  reason?: string | undefined,
  message?: string | undefined,
  seconds?: number,
]

/** What a pod of the tests says of itself. */
export interface GivenPod {
  readonly phase?: string
  readonly state?: Wire<V1ContainerState>
  readonly init?: Wire<V1ContainerState>
  readonly conditions?: readonly Condition[]
  readonly reason?: string
  readonly message?: string
  readonly deleted?: number
  readonly memory?: string
  readonly node?: string | undefined
}

/** Those of a pod that runs on its node. */
export const SCHEDULED: Condition = ['PodScheduled', 'True']

/** A pod as an API server gives it: the step's container in one state, on a node unless it says otherwise. */
export function pod(given: GivenPod): Wire<V1Pod> {
  const { phase = 'Running', state, init, conditions = [SCHEDULED], reason, message, deleted, memory } = given
  const node = 'node' in given ? given.node : 'node-1'
  const limits = memory === undefined ? {} : { resources: { limits: { memory } } }
  const of = (name: string, state: Wire<V1ContainerState>) => ({
    name,
    state,
    ready: state.running !== undefined,
    restartCount: 0,
    imageID: '',
    image: '',
  })
  const status: Wire<V1PodStatus> = {
    phase,
    conditions: conditions.map(([type, status, reason, message, seconds = 0]) => ({
      type,
      status,
      lastTransitionTime: at(seconds),
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
    })),
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(init && { initContainerStatuses: [of('regauge-runner', init)] }),
    ...(state && { containerStatuses: [of('step', state)] }),
  }
  return {
    metadata: {
      name: 'fit-x7k2p',
      creationTimestamp: at(0),
      ...(deleted !== undefined && { deletionTimestamp: at(deleted) }),
    },
    spec: {
      ...(node !== undefined && { nodeName: node }),
      containers: [{ name: 'step', image: 'registry.example.com/train:3', ...limits }],
      initContainers: [{ name: 'regauge-runner', image: 'registry.example.com/runner:1' }],
    },
    status,
  }
}

/** The conditions of a pod that the cluster is about to end. */
export function disruption(reason: string, message: string): readonly Condition[] {
  return [SCHEDULED, ['DisruptionTarget', 'True', reason, message]]
}

/** A container that ended. */
export function terminated(exitCode: number, reason: string, message?: string): Wire<V1ContainerState> {
  const times = { startedAt: at(1), finishedAt: at(2) }
  return { terminated: { exitCode, reason, ...times, ...(message !== undefined && { message }) } }
}

/** A container that waits. */
export function waiting(reason: string, message?: string): Wire<V1ContainerState> {
  return { waiting: { reason, ...(message !== undefined && { message }) } }
}

/** An event about a pod or Job. */
export function event(reason: string, message: string, seconds = 1, type = 'Warning'): Wire<CoreV1Event> {
  return {
    metadata: {},
    involvedObject: {},
    type,
    reason,
    message,
    firstTimestamp: at(seconds),
    lastTimestamp: at(seconds),
  }
}

/** A pod that is looked at so many seconds after it was made, as much of it as is kept. */
export function sight(given: GivenPod, seconds = 5, more: Partial<PodSight> = {}): PodSight {
  return { pod: viewOf(pod(given)).pod, now: START + seconds * 1_000, deadlines: DEADLINES, ...more }
}

/** A Job without pods that is looked at so many seconds after it was made. */
export function jobSight(given: Partial<Wire<V1Job>>, seconds = 5, more: Partial<JobSight> = {}): JobSight {
  const job: Wire<V1Job> = {
    metadata: Object.assign({ name: 'rg-fit', creationTimestamp: at(0) }, given.metadata),
    ...(given.spec && { spec: given.spec }),
    status: Object.assign({ startTime: at(0) }, given.status),
  }
  return { job, now: START + seconds * 1_000, deadlines: DEADLINES, ...more }
}
