import type { V1Node, V1Pod } from '@kubernetes/client-node'
import { inject } from 'vitest'
import { JOB_LABEL } from '../../packages/orchestrator-k8s/src/objects/keys.ts'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { ask } from './kube.fixture.ts'
import { createPriorityClass } from './priority-class.fixture.ts'
import { until } from './until.ts'

/** A pod of a Job, on a node. */
type PlacedPod = Pick<Wire<V1Pod>, 'metadata' | 'spec'>

type Taint = NonNullable<NonNullable<Wire<V1Node>['spec']>['taints']>[number]

/** The key of the taint of {@link expel}, for whoever is to stay all the same. */
export const TAINT = 'regauge.dev/test'

/** Has a pod make way for one of higher priority, which does not bear it on its node. */
export async function preempt(namespace: string, pod: PlacedPod): Promise<void> {
  await using higher = await createPriorityClass('PreemptLowerPriority')
  const matchLabels = { [JOB_LABEL]: pod.metadata?.labels?.[JOB_LABEL] }
  const apart = [{ labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' }]
  const pods = `/api/v1/namespaces/${namespace}/pods`
  await ask('POST', pods, {
    metadata: { name: 'higher' },
    spec: {
      priorityClassName: higher.name,
      nodeSelector: { 'kubernetes.io/hostname': (await nodeOf(pod)).metadata?.labels?.['kubernetes.io/hostname'] },
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart } },
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      containers: [{ name: 'main', image: inject('cluster').image, command: ['node', '--eval', '0'] }],
    },
  })
  await toldToGo(namespace, pod)
  await ask('DELETE', `${pods}/higher`, { gracePeriodSeconds: 0 })
}

/** Gives the node of a pod a taint that the pod does not bear, until the pod has been told to go. */
export async function expel(namespace: string, pod: PlacedPod): Promise<void> {
  const setTaints = async (change: (taints: readonly Taint[]) => readonly Taint[]) => {
    const { metadata, spec } = await nodeOf(pod)
    await ask('PATCH', `/api/v1/nodes/${metadata!.name}`, { spec: { taints: change(spec?.taints ?? []) } })
  }
  await setTaints((others) => [...others, { key: TAINT, effect: 'NoExecute' }])
  try {
    await toldToGo(namespace, pod)
  } finally {
    await setTaints((taints) => taints.filter(({ key }) => key !== TAINT))
  }
}

function nodeOf({ spec }: PlacedPod): Promise<Wire<V1Node>> {
  return ask('GET', `/api/v1/nodes/${spec?.nodeName}`)
}

async function toldToGo(namespace: string, { metadata }: PlacedPod): Promise<void> {
  await until(async () => {
    const { items } = await ask<{ items: readonly Wire<V1Pod>[] }>('GET', `/api/v1/namespaces/${namespace}/pods`)
    const pod = items.find((each) => each.metadata?.uid === metadata?.uid)
    return pod?.metadata?.deletionTimestamp !== undefined || !pod
  })
}
