import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { V1Node } from '@kubernetes/client-node'
import { describe, expect, inject, test } from 'vitest'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { ask } from './kube.fixture.ts'
import type { Findings } from './looking.pipeline.ts'
import { openPromptedStack, type PromptedRun, type PromptedStack } from './prompted-stack.fixture.ts'
import type { KubernetesWish } from './stack.fixture.ts'
import { until } from './until.ts'

const MODULE = join(import.meta.dirname, 'looking.pipeline.ts')
const MI = 1024 ** 2
const GPU = 'nvidia.com/gpu'
const said = (words: string | RegExp): unknown => expect.stringMatching(words)

/** A stack in a namespace that refuses pods which do not keep the restricted Pod Security Standard. */
async function openRestricted(config: KubernetesWish = {}): Promise<PromptedStack> {
  const opened = await openPromptedStack({ config })
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' }
  await ask('PATCH', `/api/v1/namespaces/${opened.namespace}`, { metadata: { labels } })
  return opened
}

/** Makes an object that belongs to no namespace, to be deleted with all that is `made`. */
async function createShared(made: AsyncDisposableStack, path: string, object: SharedObject): Promise<void> {
  await ask('POST', path, object)
  made.defer(() => ask('DELETE', `${path}/${object.metadata.name}`))
}

interface SharedObject {
  readonly metadata: { readonly name: string }
  readonly [field: string]: unknown
}

/** The values that a run has put out. */
async function outputsOf(opened: PromptedStack, pipeline: string): Promise<Record<string, unknown>> {
  const { view } = await opened.run({ module: MODULE, pipeline })
  expect(view.end, JSON.stringify(view.end)).toMatchObject({ status: 'succeeded' })
  return Object.fromEntries(Object.entries(view.end!.outputs).map(([name, output]) => [name, output.value]))
}

const reasonsOf = ({ statuses }: Pick<PromptedRun, 'statuses'>) =>
  statuses.flatMap(({ live }) => live.flatMap(({ pending }) => pending ?? []))

describe('a pod of a step, on a real cluster with restricted Pod Security', () => {
  test('is as its config says, by its spec and as the step sees it', async () => {
    const placing = {
      nodeSelector: { 'kubernetes.io/os': 'linux' },
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'ml', effect: 'PreferNoSchedule' }],
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: 'kubernetes.io/arch', operator: 'Exists' }] } },
          ],
        },
      },
    } as const
    const hatch = {
      metadata: { labels: { 'example.com/mesh': 'off' } },
      spec: {
        hostAliases: [{ ip: '192.0.2.1', hostnames: ['under.example.com'] }],
        tolerations: [{ key: 'spare', operator: 'Exists' }],
        containers: [
          {
            name: 'step',
            command: ['/never'],
            securityContext: { privileged: true },
            env: [{ name: 'EXTRA', value: 'under' }],
          },
        ],
      },
    }
    await using opened = await openRestricted({
      ...placing,
      resources: { limitCpu: true, ephemeralStorage: '1Gi' },
      labels: { team: 'vision' },
      annotations: { 'example.com/cost': '42' },
      stepServiceAccount: 'trainer',
      imagePullSecrets: ['registry'],
      volumes: {
        cache: { emptyDir: '10Mi', mountPath: '/cache' },
        ram: { emptyDir: '16Mi', mountPath: '/ram', memory: true },
      },
      shm: '8Mi',
      security: { runAsUser: 2000, supplementalGroups: [3000] },
      env: { HF_HOME: '/cache/hf' },
      podTemplate: hatch,
    })
    await ask('POST', opened.path('serviceaccounts'), { metadata: { name: 'trainer' } })
    const auths = { '.dockerconfigjson': JSON.stringify({ auths: {} }) }
    const registry = { metadata: { name: 'registry' }, type: 'kubernetes.io/dockerconfigjson', stringData: auths }
    await ask('POST', opened.path('secrets'), registry)
    const policy = { resources: { cpu: 0.1, memory: '128Mi' } } as const
    const { view } = await opened.run({ module: MODULE, pipeline: 'looking', policy })

    const findings = view.end?.outputs['findings']?.value as Findings | undefined
    expect(findings, JSON.stringify(view.end)).toMatchObject({
      user: 2000,
      environment: { HF_HOME: '/cache/hf', EXTRA: 'under' },
      memory: 128 * MI,
      sizes: { '/dev/shm': 8 * MI, '/ram': 16 * MI },
      hosts: said('192.0.2.1\\s+under.example.com'),
      hasToken: false,
      writes: { '/written': said('EROFS|EACCES'), '/tmp/written': '', '/cache/written': '' },
    })
    expect(findings!.groups).toContain(3000)
    const [pod] = await opened.pods()
    const labels = { team: 'vision', 'example.com/mesh': 'off', 'regauge.dev/role': 'step' }
    const annotations = { 'example.com/cost': '42' }
    expect(pod!.metadata).toMatchObject({ labels, annotations })
    expect((await opened.jobs())[0]!.metadata).toMatchObject({ labels: { team: 'vision' }, annotations })
    const { tolerations, ...rest } = placing
    const amounts = { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '1Gi' }
    expect(pod!.spec).toMatchObject({
      ...rest,
      serviceAccountName: 'trainer',
      imagePullSecrets: [{ name: 'registry' }],
      volumes: expect.arrayContaining([{ name: 'cache', emptyDir: { sizeLimit: '10Mi' } }]) as unknown,
      containers: [{ resources: { requests: amounts, limits: amounts }, securityContext: { privileged: false } }],
    })
    expect(pod!.spec!.tolerations).toEqual(expect.arrayContaining([...tolerations, ...hatch.spec.tolerations]))
  })

  test('has the priority and the runtime of the classes that its config names', async () => {
    const name = `regauge-test-${randomUUID()}`
    const metadata = { name }
    await using made = new AsyncDisposableStack()
    const priority = { metadata, value: 1_000, preemptionPolicy: 'Never' }
    await createShared(made, '/apis/scheduling.k8s.io/v1/priorityclasses', priority)
    const runtime = { metadata, handler: 'runc', overhead: { podFixed: { memory: '1Mi' } } }
    await createShared(made, '/apis/node.k8s.io/v1/runtimeclasses', runtime)
    await using opened = await openRestricted({ priorityClassName: name, runtimeClassName: name })
    await outputsOf(opened, 'looking')
    const [pod] = await opened.pods()
    // What the API server has found in the classes.
    expect(pod!.spec).toMatchObject({ priority: 1_000, runtimeClassName: name, overhead: { memory: '1Mi' } })
  })

  test('finds what an earlier step has left in a claim, and cannot change it where it may only read', async ({
    skip,
  }) => {
    if (!inject('cluster').own) skip('Directories of nodes elsewhere cannot be made.')
    await using opened = await openRestricted({
      volumes: {
        data: { claim: 'shared', mountPath: '/data', subPath: 'kept' },
        past: { claim: 'shared', mountPath: '/past', subPath: 'kept', readOnly: true },
      },
    })
    await using made = new AsyncDisposableStack()
    await createClaim(made, opened, 'shared')
    expect(await outputsOf(opened, 'keeping')).toEqual({ found: 'by an earlier step', refused: 'EROFS' })
  })

  test('gets the GPU that it wants, and waits with the words of the scheduler while another one has it', async ({
    skip,
  }) => {
    if (!inject('cluster').own) skip('Nodes elsewhere may have GPUs of their own.')
    await using opened = await openRestricted()
    await using made = new AsyncDisposableStack()
    await advertiseGpu(made)
    const { prompter } = opened
    const policy = { resources: { gpu: 1 } } as const
    const run = await opened.drive(await opened.submit({ pipeline: 'pair', policy }))
    await expect.poll(() => reasonsOf(run), { timeout: 60_000 }).toContainEqual(said(`Insufficient ${GPU}`))
    await until(async () => prompter.begun.length === 1)
    const pod = (await opened.pods()).find(({ spec }) => spec?.nodeName !== undefined)
    expect(pod!.spec).toMatchObject({
      containers: [{ resources: { limits: { [GPU]: '1' } } }],
      tolerations: expect.arrayContaining([{ key: GPU, operator: 'Exists', effect: 'NoSchedule' }]) as unknown,
    })
    expect(prompter.begun).toHaveLength(1)
    for (const attempt of ['one@1', 'two@1']) prompter.tell(attempt, 'return')
    await run.result
    expect((await opened.read(run.id)).fates).toEqual({ 'one@1': 'succeeded', 'two@1': 'succeeded' })
  })

  test('starts when its queue lets its Job go, as Kueue does', async () => {
    await using opened = await openRestricted({ queueName: 'ml-queue' })
    opened.prompter.tell('works@1', 'return')
    const run = await opened.drive(await opened.submit())
    await expect.poll(() => reasonsOf(run), { timeout: 60_000 }).toContain('the Job waits to be admitted')
    const [job] = await opened.jobs()
    expect(job).toMatchObject({
      metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'ml-queue' } },
      spec: { suspend: true },
    })
    expect(await opened.pods()).toEqual([])
    const path = `${opened.path('jobs').replace('/api/v1', '/apis/batch/v1')}/${job!.metadata!.name}`
    await ask('PATCH', path, { spec: { suspend: false } })
    await run.result
    expect((await opened.read(run.id)).fates).toEqual({ 'works@1': 'succeeded' })
  })
})

/** Makes a claim of a directory of the node, which is this machine. */
// oxlint-disable-next-line max-params -- what it goes with, where, its name
async function createClaim(made: AsyncDisposableStack, { namespace, path }: PromptedStack, name: string) {
  const directory = await mkdtemp(join(tmpdir(), 'regauge-volume-'))
  made.defer(() => rm(directory, { recursive: true, force: true }))
  await mkdir(join(directory, 'kept'))
  // Volumes of nodes are given to nobody: the user of pods finds them as they are.
  for (const each of [directory, join(directory, 'kept')]) await chmod(each, 0o777)
  const amount = { storage: '1Mi' }
  const common = { accessModes: ['ReadWriteMany'], storageClassName: '' }
  const volume = { ...common, capacity: amount, hostPath: { path: directory }, claimRef: { namespace, name } }
  await createShared(made, '/api/v1/persistentvolumes', { metadata: { name: namespace }, spec: volume })
  const claim = { ...common, resources: { requests: amount }, volumeName: namespace }
  await ask('POST', path('persistentvolumeclaims'), { metadata: { name }, spec: claim })
}

/** Has a node advertise one GPU, as the documentation of extended resources says. */
async function advertiseGpu(made: AsyncDisposableStack): Promise<void> {
  const { items } = await ask<{ items: readonly Wire<V1Node>[] }>('GET', '/api/v1/nodes')
  const path = `/api/v1/nodes/${items[0]!.metadata!.name}/status`
  const advertise = (count: '1' | null) =>
    ask<void>('PATCH', path, { status: { capacity: { [GPU]: count }, allocatable: { [GPU]: count } } })
  made.defer(() => advertise(null))
  await advertise('1')
}
