import type { V1ContainerStatus, V1Pod, V1PodStatus } from '@kubernetes/client-node'
import type { Wire } from '../api/wire.ts'
import { INDEX_ANNOTATION, JOB_LABEL } from '../objects/keys.ts'

/** What is kept of a pod: with thousands of them, all that the API server says of each is too much. */
export interface PodView {
  readonly uid: string
  readonly name: string
  /** The name of its Job. */
  readonly job: string
  /** Its completion index, in an Indexed Job. */
  readonly index: number | undefined
  /** As much of it as its state is read from. */
  readonly pod: Wire<V1Pod>
}

/** The view of a pod. */
export function viewOf({ metadata = {}, spec, status }: Wire<V1Pod>): PodView {
  const { uid = '', name = '', labels = {}, annotations = {} } = metadata
  const index = annotations[INDEX_ANNOTATION]
  const { containers, initContainers, nodeName } = spec ?? { containers: [] }
  return {
    uid,
    name,
    job: labels[JOB_LABEL] ?? '',
    index: index === undefined ? undefined : Number(index),
    pod: {
      metadata: pick(metadata, ['uid', 'name', 'creationTimestamp', 'deletionTimestamp']),
      spec: {
        containers: containers.map((container) => pick(container, CONTAINER_FIELDS)),
        ...(initContainers && { initContainers: initContainers.map((each) => pick(each, CONTAINER_FIELDS)) }),
        ...(nodeName !== undefined && { nodeName }),
      },
      ...(status && { status: statusOf(status) }),
    },
  }
}

const CONTAINER_FIELDS = ['name', 'image', 'resources'] as const
const STATUS_FIELDS = ['phase', 'reason', 'message'] as const
const CONDITION_FIELDS = ['type', 'status', 'reason', 'message', 'lastTransitionTime'] as const
const CONDITIONS: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'ContainersReady', 'DisruptionTarget'])

function statusOf(status: Wire<V1PodStatus>): Wire<V1PodStatus> {
  const { conditions, initContainerStatuses, containerStatuses } = status
  const told = conditions?.filter(({ type }) => CONDITIONS.has(type))
  return {
    ...pick(status, STATUS_FIELDS),
    ...(told && { conditions: told.map((condition) => pick(condition, CONDITION_FIELDS)) }),
    ...(initContainerStatuses && { initContainerStatuses: initContainerStatuses.map(containerStatusOf) }),
    ...(containerStatuses && { containerStatuses: containerStatuses.map(containerStatusOf) }),
  }
}

function containerStatusOf(status: Wire<V1ContainerStatus>): Wire<V1ContainerStatus> {
  const { name, image, ready, restartCount, state } = status
  // The type asks for an id of the image, and nobody else does.
  return { name, image, imageID: '', ready, restartCount, ...(state && { state }) }
}

/** Some members of an object, as far as it has them. */
function pick<T extends object, K extends keyof T>(from: T, fields: readonly K[]): Pick<T, K> {
  // What is absent stays absent.
  return Object.fromEntries(fields.flatMap((field) => (field in from ? [[field, from[field]]] : []))) as Pick<T, K>
}
