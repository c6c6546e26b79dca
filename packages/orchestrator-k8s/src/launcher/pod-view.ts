import type { V1Pod } from '@kubernetes/client-node'
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
  /** As much of it as its state is read from. Times are texts. */
  readonly pod: V1Pod
}

/** The view of a pod. */
export function viewOf({ metadata, spec, status }: Wire<V1Pod>): PodView {
  const { uid = '', name = '', labels = {}, annotations = {} } = metadata ?? {}
  const index = annotations[INDEX_ANNOTATION]
  const { creationTimestamp, deletionTimestamp } = metadata ?? {}
  const containers = (list: NonNullable<typeof spec>['containers'] = []) =>
    list.map(({ name: container, image, resources }) => ({ name: container, image, resources }))
  const kept = {
    metadata: { uid, name, creationTimestamp, deletionTimestamp },
    spec: {
      nodeName: spec?.nodeName,
      containers: containers(spec?.containers),
      initContainers: containers(spec?.initContainers),
    },
    status,
  }
  return {
    uid,
    name,
    job: labels[JOB_LABEL] ?? labels['job-name'] ?? '',
    index: index === undefined ? undefined : Number(index),
    // Whoever reads a pod's state takes times as texts, too.
    pod: kept as unknown as V1Pod,
  }
}
