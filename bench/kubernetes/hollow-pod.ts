import { createHash } from 'node:crypto'
import type { V1Pod } from '@kubernetes/client-node'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { INDEX_ANNOTATION } from '../../packages/orchestrator-k8s/src/objects/keys.ts'

/** What a hollow node knows of a pod. */
export interface HollowPod {
  readonly name: string
  readonly uid: string
  /** It is to be deleted. */
  readonly isLeaving: boolean
  /** Its completion index; absent where it has none. */
  readonly index: string | undefined
  readonly image: string
  readonly resources: object
  /** The plain variables of its container. */
  readonly env: Readonly<Record<string, string>>
}

/** The view of a pod with one container. */
export function hollowPodOf({ metadata, spec }: Wire<V1Pod>): HollowPod {
  const { name = '', uid = '', annotations, deletionTimestamp } = metadata!
  const { image = '', resources = {}, env = [] } = spec!.containers[0]!
  return {
    name,
    uid,
    isLeaving: deletionTimestamp !== undefined,
    index: annotations?.[INDEX_ANNOTATION],
    image,
    resources,
    env: Object.fromEntries(env.flatMap((each) => (each.value === undefined ? [] : [[each.name, each.value]]))),
  }
}

/** What a kubelet of Kubernetes 1.34 says of a pod that runs, as long as that is. `count`: how many it has had. */
export function runningStatus({ uid, image, resources }: HollowPod, count: number) {
  const now = new Date().toISOString().replace(/\.\d+/, '')
  const address = `10.200.${count >> 8}.${count & 255}`
  const holds = (type: string) => ({ type, status: 'True', lastTransitionTime: now, observedGeneration: 1 })
  const hash = createHash('sha256').update(uid).digest('hex')
  return {
    phase: 'Running',
    observedGeneration: 1,
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(holds),
    hostIP: '10.200.255.255',
    hostIPs: [{ ip: '10.200.255.255' }],
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: now,
    containerStatuses: [
      {
        name: 'step',
        image,
        imageID: `sha256:${hash}`,
        containerID: `containerd://${hash}`,
        state: { running: { startedAt: now } },
        lastState: {},
        ready: true,
        started: true,
        restartCount: 0,
        resources,
        volumeMounts: ['tmp', 'work'].map((name) => ({ name: `regauge-${name}`, mountPath: `/${name}` })),
      },
    ],
  }
}
