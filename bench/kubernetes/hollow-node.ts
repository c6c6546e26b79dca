import type { V1Lease, V1Node } from '@kubernetes/client-node'
import { forEachConcurrent } from '../../packages/core/src/util/for-each-concurrent.ts'
import type { ApiClient } from '../../packages/orchestrator-k8s/src/api/api-client.ts'
import { createObject } from '../../packages/orchestrator-k8s/src/api/create-object.ts'
import { deleteObject, deleteObjects } from '../../packages/orchestrator-k8s/src/api/delete-object.ts'
import { followObjects } from '../../packages/orchestrator-k8s/src/api/follow-objects.ts'
import { listObjects } from '../../packages/orchestrator-k8s/src/api/list-objects.ts'
import { patchObject } from '../../packages/orchestrator-k8s/src/api/patch-object.ts'
import type { Resource } from '../../packages/orchestrator-k8s/src/api/resource.ts'
import { PODS } from '../../packages/orchestrator-k8s/src/api/resources.ts'
import { until } from '../../test/cluster/until.ts'
import { type HollowPod, hollowPodOf, runningStatus } from './hollow-pod.ts'

const NODES: Resource<V1Node> = { kind: 'Node', apiVersion: 'v1', plural: 'nodes', namespaced: false }
const LEASES: Resource<V1Lease> = {
  kind: 'Lease',
  apiVersion: 'coordination.k8s.io/v1',
  plural: 'leases',
  namespaced: true,
}

/** Of the node, and of the taint and the label by which pods come to it. */
const NAME = 'regauge-hollow'
const MARK = 'regauge.dev/hollow'
const LEASE = { name: NAME, namespace: 'kube-node-lease' }
/** A node counts as silent after 40 s. */
const BEAT_MS = 10_000
const PODS_AT_ONCE = 32
/** A cluster deletes some hundred pods a second. */
const PATIENCE_MS = 300_000

/** What a config of the flavor `kubernetes` says for its steps to come to the node, and to no other. */
export const HOLLOW_PLACEMENT = {
  nodeSelector: { [MARK]: 'true' },
  tolerations: [{ key: MARK, operator: 'Exists', effect: 'NoSchedule' }],
} as const

/** A node that is only told of: its pods are said to run, and nothing does. Disposing removes it with its pods. */
export interface HollowNode extends AsyncDisposable {
  /** Rejects where the node cannot go on; never resolves before the disposal. */
  readonly serving: Promise<void>
}

export interface HollowNodeOptions {
  /** Of the pods that it takes. */
  readonly namespace: string
  /** Does what the process of a pod would do as soon as it runs. */
  readonly run: (pod: HollowPod) => Promise<void>
}

/** Adds the node to a cluster, in the place of one that an earlier process has left behind. */
export async function openHollowNode(client: ApiClient, options: HollowNodeOptions): Promise<HollowNode> {
  const { namespace } = options
  const closing = new AbortController()
  await remove(client)
  await createObject(client, LEASES, { object: { metadata: LEASE, spec: beat() } })
  await createObject(client, NODES, { object: nodeObject() })
  const beating = setInterval(() => {
    const patching = patchObject(client, LEASES, { ...LEASE, type: 'merge', patch: { spec: beat() } })
    // The next one follows soon enough.
    patching.catch(() => undefined)
  }, BEAT_MS)
  const serving = serve(client, { ...options, signal: closing.signal })
  return {
    serving,
    async [Symbol.asyncDispose]() {
      try {
        await Promise.race([serving, untilEmpty(client, namespace)])
      } finally {
        closing.abort()
        clearInterval(beating)
        await remove(client)
      }
    },
  }
}

/** Deletes whatever pods there are, and waits until they are gone. */
async function untilEmpty(client: ApiClient, namespace: string): Promise<void> {
  const all = { namespace, fieldSelector: `spec.nodeName=${NAME}` }
  await deleteObjects(client, PODS, { ...all, gracePeriodSeconds: 0 })
  const isEmpty = async () => (await listObjects(client, PODS, { ...all, project: () => true })).items.length === 0
  await until(isEmpty, PATIENCE_MS)
}

/** Lets each pod run once, and lets those go that are to be deleted. */
async function serve(
  client: ApiClient,
  { namespace, run, signal }: HollowNodeOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const begun = new Set<string>()
  const pods = followPods(client, { namespace, signal })
  await forEachConcurrent(pods, PODS_AT_ONCE, async (pod) => {
    const { name, uid, isLeaving } = pod
    if (isLeaving) await deleteObject(client, PODS, { name, namespace, gracePeriodSeconds: 0 })
    if (isLeaving || begun.has(uid)) return
    begun.add(uid)
    const patch = { status: runningStatus(pod, begun.size) }
    await patchObject(client, PODS, { name, namespace, type: 'strategic', subresource: 'status', patch })
    await run(pod)
  })
}

async function* followPods(
  client: ApiClient,
  { namespace, signal }: { readonly namespace: string; readonly signal: AbortSignal },
): AsyncGenerator<HollowPod> {
  const fieldSelector = `spec.nodeName=${NAME}`
  for await (const change of followObjects(client, PODS, { namespace, fieldSelector, project: hollowPodOf, signal })) {
    if (change.kind === 'added' || change.kind === 'modified') yield change.object
  }
}

async function remove(client: ApiClient): Promise<void> {
  await deleteObject(client, NODES, { name: NAME })
  await deleteObject(client, LEASES, LEASE)
}

function beat() {
  const renewTime = new Date().toISOString().replace('Z', '000Z')
  return { holderIdentity: NAME, leaseDurationSeconds: 40, renewTime }
}

/** As a kubelet tells of itself when it comes. */
function nodeObject() {
  const now = new Date().toISOString().replace(/\.\d+/, '')
  const room = { cpu: '20k', memory: '20Ti', 'ephemeral-storage': '20Ti', pods: '20k' }
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'It does nothing.' }
  return {
    metadata: { name: NAME, labels: { [MARK]: 'true', 'kubernetes.io/hostname': NAME, 'kubernetes.io/os': 'linux' } },
    spec: { taints: [{ key: MARK, effect: 'NoSchedule' }] },
    status: {
      capacity: room,
      allocatable: room,
      conditions: [{ ...ready, lastHeartbeatTime: now, lastTransitionTime: now }],
    },
  }
}
