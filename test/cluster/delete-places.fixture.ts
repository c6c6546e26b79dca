import type { V1Pod } from '@kubernetes/client-node'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { ask } from './kube.fixture.ts'

type NamedPod = Pick<Wire<V1Pod>, 'metadata'>

const pathOf = (namespace: string, { metadata }: NamedPod) =>
  `/api/v1/namespaces/${namespace}/pods/${metadata?.name ?? ''}`

/** Has a pod leave its node, as a drain does. */
export async function evict(namespace: string, pod: NamedPod): Promise<void> {
  const metadata = { name: pod.metadata?.name, namespace }
  await ask('POST', `${pathOf(namespace, pod)}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata })
}

/** Deletes a pod by hand, which has as little time as the API allows, or as its own spec says. Gives it as it was. */
export async function deletePod(
  namespace: string,
  pod: NamedPod,
  grace: 'none' | 'its own' = 'none',
): Promise<Wire<V1Pod>> {
  return ask('DELETE', pathOf(namespace, pod), grace === 'none' ? { gracePeriodSeconds: 0 } : undefined)
}

/** Deletes all Jobs of a namespace with their pods. */
export async function deleteJobs(namespace: string): Promise<void> {
  await ask('DELETE', `/apis/batch/v1/namespaces/${namespace}/jobs`, { propagationPolicy: 'Background' })
}
