import { createServer, connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { describe, expect, inject, test } from 'vitest'
import { roleOf } from '../../packages/orchestrator-k8s/src/manifests/roles.ts'
import { ask } from './kube.fixture.ts'
import { loginAs } from './login.fixture.ts'
import { createClusterProject, type ClusterProject } from './project.fixture.ts'
import { until } from './until.ts'

interface Check {
  readonly component?: string
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly code?: string
  readonly hint?: string
}

/** What the doctor says of the orchestrator, by the names of its probes. */
async function diagnose(
  project: ClusterProject,
  env: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, Check>> {
  const { checks } = await project.json<{ checks: readonly Check[] }>(['stack', 'doctor'], { env })
  const own = checks.filter(({ component }) => component === 'orchestrator')
  return new Map(own.map((check) => [check.name, check]))
}

const failed = (checks: ReadonlyMap<string, Check>) =>
  [...checks.values()].filter(({ ok }) => !ok).map(({ name, code }) => [name, code])

/** All of a well cluster, in their order. */
const ALL = [
  'connection',
  'namespace',
  'jobs.batch',
  'pods',
  'events',
  'configmaps',
  'secrets',
  'cronjobs.batch',
  'runner image',
  'step pod',
  'secret keys',
  'store by step',
  "driver's role",
  'driver pod',
  'store by driver',
]

describe('the doctor on a cluster', () => {
  test('finds all well, and leaves nothing behind', async () => {
    await using project = await createClusterProject({})
    const checks = await diagnose(project)
    expect([...checks.values()].filter(({ ok }) => !ok)).toEqual([])
    expect([...checks.keys()]).toEqual([...ALL, 'attempt', 'stop'])
    const { namespace } = project.place
    const paths = [`/api/v1/namespaces/${namespace}/configmaps`, `/apis/batch/v1/namespaces/${namespace}/jobs`]
    const selector = encodeURIComponent('app.kubernetes.io/managed-by=regauge')
    // Deleted by the cluster itself, soon after their owner.
    for (const path of paths) {
      await until(async () => {
        const { items } = await ask<{ items: readonly unknown[] }>('GET', `${path}?labelSelector=${selector}`)
        return items.length === 0
      })
    }
  })

  test('names the verb that a Role lacks, and how to mend it', async () => {
    await using project = await createClusterProject({})
    const { namespace } = project.place
    const role = roleOf({ namespace, actor: 'client' })
    const [jobs] = role.rules!
    jobs!.verbs = jobs!.verbs.filter((verb) => verb !== 'delete')
    const KUBECONFIG = await loginAs(project, role)
    const checks = await diagnose(project, { KUBECONFIG })
    expect(failed(checks)).toEqual([['jobs.batch', 'KUBERNETES_DENIED']])
    const { detail, hint } = checks.get('jobs.batch')!
    expect(detail).toMatch(/may not do this in namespace ".*": delete jobs\.batch \(starting drivers/)
    expect(hint).toContain(`regauge k8s manifests --namespace ${namespace} | kubectl apply -f -`)
    expect(checks.get('step pod')?.detail).toContain('making pods without a Job is not allowed')
    expect(checks.get("driver's role")?.detail).toContain('not known')
    expect(checks.has('attempt')).toBe(false)
  })

  test('looks at nothing in a namespace that does not exist', async () => {
    await using project = await createClusterProject({}, { namespace: 'regauge-test-none' })
    const checks = await diagnose(project)
    expect([...checks.keys()]).toEqual(['connection', 'namespace'])
    expect(checks.get('namespace')).toMatchObject({
      code: 'KUBERNETES_NAMESPACE_MISSING',
      hint: expect.stringContaining('regauge k8s manifests --namespace regauge-test-none'),
    })
  })

  test('shows pods that would be refused although their Jobs are taken, and a driver without a Role', async () => {
    await using project = await createClusterProject({}, { priorityClassName: 'none', serviceAccount: 'default' })
    const checks = await diagnose(project)
    expect(checks.get('step pod')).toMatchObject({
      code: 'KUBERNETES_OBJECT_INVALID',
      detail: expect.stringContaining('no PriorityClass with name none'),
    })
    expect(checks.get("driver's role")).toMatchObject({
      code: 'KUBERNETES_DENIED',
      detail: expect.stringContaining('create, get, list, delete jobs.batch'),
    })
  })

  test('tells that a store is out of reach of pods, though not of this machine', async () => {
    await using stack = new AsyncDisposableStack()
    const { endpoint } = inject('cluster').s3
    const here = stack.use(await forwardTo(endpoint))
    const project = stack.use(await createClusterProject({}))
    const checks = await diagnose(project, { AWS_ENDPOINT_URL_S3: here.url })
    expect(failed(checks)).toEqual([
      ['write by step', 'STORE_UNREACHABLE'],
      ['write by driver', 'STORE_UNREACHABLE'],
    ])
  })
})

/** An address of this machine alone that leads to a server. */
async function forwardTo(server: string): Promise<AsyncDisposable & { readonly url: string }> {
  const { hostname, port } = new URL(server)
  const forwarder = createServer((incoming) => {
    const outgoing = connect(Number(port), hostname)
    for (const [from, to] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      from.pipe(to)
      from.on('error', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(forwarder, 'listening')
  // It listens on a port.
  const { port: own } = forwarder.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}`,
    [Symbol.asyncDispose]: async () => void forwarder.close(),
  }
}
