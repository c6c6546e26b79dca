import type { V1ContainerState, V1ContainerStatus, V1Pod, V1PodCondition } from '@kubernetes/client-node'
import type { Wire } from '../api/wire.ts'
import { CONTAINERS } from '../runner-layout.ts'

/** Whether a pod has come to its end, so that none of its containers runs again. */
export function podHasEnded({ status }: Wire<V1Pod>): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

/** The container that does the work of a pod: of a step or of a driver, else the first. */
export function mainContainer({ spec, status }: Wire<V1Pod>): Wire<V1ContainerStatus> | undefined {
  const name = spec?.containers.find(({ name }) => name === CONTAINERS.step || name === CONTAINERS.driver)?.name
  const statuses = status?.containerStatuses ?? []
  return statuses.find((each) => each.name === name) ?? statuses[0]
}

/** A container that ended. */
export type Terminated = NonNullable<Wire<V1ContainerState>['terminated']>

/** How the main container ended; undefined where it has not. */
export function mainEnd(pod: Wire<V1Pod>): Terminated | undefined {
  return mainContainer(pod)?.state?.terminated
}

/** The init container that failed, if one did, and how. */
export function failedInit(pod: Wire<V1Pod>): { readonly name: string; readonly end: Terminated } | undefined {
  for (const { name, state } of pod.status?.initContainerStatuses ?? []) {
    if (state?.terminated && state.terminated.exitCode !== 0) return { name, end: state.terminated }
  }
  return undefined
}

/** A container that waits, and why. */
export interface WaitingContainer {
  readonly name: string
  readonly image: string
  readonly reason: string
  readonly message: string
}

/** The containers of a pod that wait, init containers first. */
export function waitingContainers({ status }: Wire<V1Pod>): readonly WaitingContainer[] {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return all.flatMap(({ name, image, state }) =>
    state?.waiting ? [{ name, image, reason: state.waiting.reason ?? '', message: state.waiting.message ?? '' }] : [],
  )
}

/** A condition of a pod. */
export function conditionOf({ status }: Wire<V1Pod>, type: string): Wire<V1PodCondition> | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** The memory that the main container may use, as its pod says; undefined: no limit. */
export function memoryLimit(pod: Wire<V1Pod>): string | undefined {
  const name = mainContainer(pod)?.name
  const container = pod.spec?.containers.find((each) => each.name === name) ?? pod.spec?.containers[0]
  return container?.resources?.limits?.['memory']
}
