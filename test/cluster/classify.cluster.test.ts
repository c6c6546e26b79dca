import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { classifyJob } from '../../packages/orchestrator-k8s/src/classify/classify-job.ts'
import { classifyPod, goneFailure } from '../../packages/orchestrator-k8s/src/classify/classify-pod.ts'
import type { Verdict } from '../../packages/orchestrator-k8s/src/classify/verdict.ts'
import { deadlinesOf, stepOperatorConfig, type Deadlines } from '../../packages/orchestrator-k8s/src/config.ts'
import { deletePod, evict } from './delete-places.fixture.ts'
import { expel, preempt, TAINT } from './displace-pods.fixture.ts'
import { keepPod } from './keep-pod.fixture.ts'
import { ask, createNamespace, type Namespace } from './kube.fixture.ts'
import { until } from './until.ts'

/** Long ones, for a busy cluster; where nothing ends of its own accord, a case has its own. */
const deadlines = (given = {}) => deadlinesOf(stepOperatorConfig.parse({ deadlines: { pull: '1h', ...given } }))

const node = (script: string) => ['node', '--eval', script]
const FOREVER = node('setInterval(() => undefined, 1e6)')
const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] })
const mounted = { volumeMounts: [{ name: 'v', mountPath: '/v' }] }

interface Case {
  readonly container: object
  readonly pod?: object
  readonly deadlines?: Deadlines
  /** What the failure says. */
  readonly failure: object
}

const said = (words: string): unknown => expect.stringContaining(words)

/** What a step may be, and what becomes of it. */
const CASES: Readonly<Record<string, Case>> = {
  'row 1: exit-1': {
    container: { command: node('console.error("boom"); process.exit(1)') },
    failure: { class: 'user', code: 'STEP_EXITED', log: ['boom'] },
  },
  'row 2: out-of-memory': {
    container: {
      command: node('const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))'),
      resources: { limits: { memory: '96Mi' } },
    },
    failure: { class: 'oom', code: 'STEP_OUT_OF_MEMORY', message: said('96Mi') },
  },
  'row 4: bad-name': {
    container: { image: 'Bad:::Name', command: [] },
    failure: { class: 'config', code: 'KUBERNETES_IMAGE_UNAVAILABLE', message: said('Bad:::Name') },
  },
  'row 4: no-image': {
    container: { image: 'localhost/absent:1', command: [] },
    deadlines: deadlines({ pull: '1s' }),
    failure: { class: 'config', code: 'KUBERNETES_IMAGE_UNAVAILABLE', message: said('localhost/absent:1') },
  },
  'row 5: no-secret': {
    container: {
      command: node('0'),
      env: [{ name: 'X', valueFrom: { secretKeyRef: { name: 'absent', key: 'k' } } }],
    },
    failure: { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message: said('secret "absent" not found') },
  },
  'row 5: no-volume': {
    container: { command: node('0'), ...mounted },
    pod: volume({ secret: { secretName: 'absent' } }),
    failure: { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message: said('secret "absent" not found') },
  },
  'row 5: no-program': {
    container: { command: ['/absent'] },
    failure: { class: 'config', code: 'KUBERNETES_POD_MISCONFIGURED', message: said('/absent') },
  },
  'row 6: no-account': {
    container: { command: node('0') },
    pod: { serviceAccountName: 'absent' },
    failure: { class: 'config', code: 'KUBERNETES_POD_REFUSED', message: said('serviceaccount "absent" not found') },
  },
  'row 7: no-node': {
    container: { command: node('0'), resources: { requests: { cpu: '1000' } } },
    deadlines: deadlines({ pending: '1s' }),
    failure: { class: 'config', code: 'KUBERNETES_POD_UNSCHEDULABLE', message: said('Insufficient cpu') },
  },
  'row 23: deadline': {
    container: { command: FOREVER },
    pod: { activeDeadlineSeconds: 1 },
    failure: { class: 'timeout', code: 'STEP_TIMED_OUT' },
  },
  'a full disk: disk': {
    container: {
      command: node('fs.writeFileSync("/v/x", Buffer.alloc(30 << 20)); setInterval(() => {}, 1e6)'),
      ...mounted,
    },
    pod: volume({ emptyDir: { sizeLimit: '5Mi' } }),
    failure: { class: 'user', code: 'KUBERNETES_POD_DISK_FULL', message: said('EmptyDir') },
  },
}

type TakeAway = (namespace: string, pod: Wire<V1Pod>) => Promise<unknown>

/** How a pod that runs may be taken away, and what is said of it then. */
const TAKEN_AWAY: readonly (readonly [title: string, code: string, words: string, TakeAway])[] = [
  ['row 8: evicted', 'KUBERNETES_POD_DISRUPTED', 'was evicted', evict],
  ['row 8: preempted', 'KUBERNETES_POD_DISRUPTED', 'was preempted by a pod of higher priority', preempt],
  ['row 8: expelled', 'KUBERNETES_POD_DISRUPTED', 'had to leave its node, which got a taint', expel],
  ['row 10: deleted', 'KUBERNETES_POD_DELETED', 'deleted', (name, pod) => deletePod(name, pod, 'its own')],
]

const nameOf = (title: string) => title.replace(/^.*: /, '')

let namespace: Namespace

beforeAll(async () => {
  namespace = await createNamespace()
  const { image } = inject('cluster')
  const start = (name: string, { container, pod }: Pick<Case, 'container' | 'pod'>) => {
    const tolerations = name === 'expelled' ? [] : [{ key: TAINT, operator: 'Exists' }]
    const words = { terminationMessagePolicy: 'FallbackToLogsOnError' }
    return namespace.createJob(name, { image, ...words, ...container }, { tolerations, ...pod })
  }
  for (const [title, each] of Object.entries(CASES)) await start(nameOf(title), each)
  for (const [title] of TAKEN_AWAY) await start(nameOf(title), { container: { command: FOREVER } })
})

afterAll(() => namespace[Symbol.asyncDispose]())

describe('what a cluster says of a pod is told apart', () => {
  test.for(TAKEN_AWAY)('%s', async ([title, code, words, takeAway], { skip }) => {
    if (takeAway === expel && !inject('cluster').own) skip('Nodes elsewhere are not ours to taint.')
    const job = nameOf(title)
    const last = await until(async () => {
      const [pod] = await podsOf(job)
      return pod?.status?.phase === 'Running' && pod
    })
    const path = `/api/v1/namespaces/${namespace.name}/pods/${last.metadata!.name}`
    await using _ = await keepPod(path)
    await takeAway(namespace.name, last)
    const failure = { class: 'infrastructure', code, message: said(words) }
    expect(await verdictOn(job)).toMatchObject({ kind: 'failed', remains: 'nothing', failure })
    const [pod] = await podsOf(job)
    expect(goneFailure(pod!)).toMatchObject(failure)
  })

  // Last, since the kubelet takes half a minute to see that a disk is full.
  test.each(Object.entries(CASES))('%s', async (title, { failure, deadlines }) => {
    expect(await verdictOn(nameOf(title), deadlines)).toMatchObject({ kind: 'failed', failure })
  })
})

/** Looks at a Job and its pod until there is nothing more to wait for. */
function verdictOn(name: string, within = deadlines()): Promise<Verdict> {
  let before: Verdict | undefined
  return until(async () => {
    const [pod] = await podsOf(name)
    // The clock of the API server is the one of this machine here.
    const moment = { now: Date.now(), deadlines: within, before }
    const about = pod?.metadata?.name ?? name
    const events = await list<CoreV1Event>(`events?fieldSelector=involvedObject.name%3D${about}`)
    if (pod) before = classifyPod({ ...moment, pod, events })
    else before = classifyJob({ ...moment, job: await jobOf(name), events })
    return before.kind !== 'waiting' && before.kind !== 'running' && before
  })
}

const podsOf = (job: string) => list<V1Pod>(`pods?labelSelector=job-name%3D${job}`)

const jobOf = (name: string) => ask<Wire<V1Job>>('GET', `/apis/batch/v1/namespaces/${namespace.name}/jobs/${name}`)

async function list<T>(path: string): Promise<readonly Wire<T>[]> {
  const { items } = await ask<{ readonly items: readonly Wire<T>[] }>(
    'GET',
    `/api/v1/namespaces/${namespace.name}/${path}`,
  )
  return items
}
