import { join } from 'node:path'
import type { V1Pod, V1ResourceQuota } from '@kubernetes/client-node'
import { build } from 'esbuild'
import { describe, expect, inject, test } from 'vitest'
import { reviewAccess } from '../../packages/orchestrator-k8s/src/api/access-review.ts'
import { ApiClient } from '../../packages/orchestrator-k8s/src/api/api-client.ts'
import { createObject } from '../../packages/orchestrator-k8s/src/api/create-object.ts'
import { deleteObject } from '../../packages/orchestrator-k8s/src/api/delete-object.ts'
import { getObject } from '../../packages/orchestrator-k8s/src/api/get-object.ts'
import { listObjects } from '../../packages/orchestrator-k8s/src/api/list-objects.ts'
import { patchObject } from '../../packages/orchestrator-k8s/src/api/patch-object.ts'
import type { Resource } from '../../packages/orchestrator-k8s/src/api/resource.ts'
import { CONFIG_MAPS, JOBS, PODS } from '../../packages/orchestrator-k8s/src/api/resources.ts'
import { serverVersion } from '../../packages/orchestrator-k8s/src/api/server-version.ts'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { clientAs, followPods, openTestedApi } from './api.fixture.ts'

const POLL = { timeout: 100_000, interval: 100 }

const caught = (promise: Promise<unknown>) => promise.catch((thrown: unknown) => thrown)

describe('the client of the API on a real cluster', { timeout: 120_000 }, () => {
  test('knows its version, and what it may do', async () => {
    await using api = await openTestedApi()
    expect(await serverVersion(api.client)).toMatchObject({ major: 1 })
    expect(await reviewAccess(api.client, { verb: 'create', resource: JOBS })).toMatchObject({ allowed: true })
    await using nobody = clientAs(api.client.connection, 'nobody')
    expect(await reviewAccess(nobody, { verb: 'list', resource: PODS })).toMatchObject({ allowed: false })
    expect(await caught(listObjects(nobody, PODS, { project: () => 0 }))).toMatchObject({
      code: 'KUBERNETES_DENIED',
      hint: `Allow "list" on "pods" in namespace "${api.namespace}": \`regauge k8s manifests\` prints the Role.`,
    })
  })

  test('does not go on asking a server whose certificate it cannot trust', async () => {
    await using api = await openTestedApi()
    const { connection } = api.client
    const secure = async () => {
      const { agent, headers } = await connection.secure()
      return { agent, headers }
    }
    await using client = new ApiClient({ ...connection, secure })
    expect(await caught(serverVersion(client))).toMatchObject({
      code: 'KUBERNETES_UNREACHABLE',
      hint: 'Correct "certificate-authority" or "tls-server-name" of the cluster in the kubeconfig.',
    })
    expect(client.requests).toEqual([{ verb: 'get', resource: 'version', count: 1 }])
  })

  test('keeps objects, changes them, and lets them go', async () => {
    await using api = await openTestedApi()
    const { client } = api
    for (const name of ['a', 'b', 'c'])
      await createObject(client, CONFIG_MAPS, { object: { metadata: { name }, data: { x: '1' } } })
    expect(await caught(createObject(client, CONFIG_MAPS, { object: { metadata: { name: 'a' } } }))).toMatchObject({
      code: 'KUBERNETES_OBJECT_EXISTS',
    })
    const options = { pageSize: 2, project: ({ metadata }: { metadata?: { name?: string } }) => metadata?.name }
    expect((await listObjects(client, CONFIG_MAPS, options)).items).toEqual(expect.arrayContaining(['a', 'b', 'c']))
    for (const type of ['merge', 'strategic'] as const) {
      const patch = { data: { [type]: '2' } }
      expect((await patchObject(client, CONFIG_MAPS, { name: 'a', type, patch })).data).toMatchObject(patch.data)
    }
    const preconditions = { uid: 'another' }
    expect(await caught(deleteObject(client, CONFIG_MAPS, { name: 'a', preconditions }))).toMatchObject({
      code: 'KUBERNETES_CONFLICT',
    })
    expect(await deleteObject(client, CONFIG_MAPS, { name: 'a' })).toBe(true)
    expect(await deleteObject(client, CONFIG_MAPS, { name: 'a' })).toBe(false)
    expect(await getObject(client, CONFIG_MAPS, { name: 'a' })).toBeUndefined()
  })

  test('is told of unknown fields, of policies and of quotas before anything runs', async () => {
    await using api = await openTestedApi({ labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } })
    const { client, namespace } = api
    const spec = { restartPolicy: 'Never', containers: [{ name: 'main', image: inject('cluster').image }] }
    const job = { metadata: { name: 'root' }, spec: { template: { spec } } }
    // A field that no version of Kubernetes has.
    const unknown = { ...job, spec: { ...job.spec, retries: 3 } }
    expect(await caught(createObject(client, JOBS, { object: unknown, dryRun: true }))).toMatchObject({
      code: 'KUBERNETES_OBJECT_INVALID',
      message: expect.stringContaining('unknown field "spec.retries"') as string,
    })
    expect((await createObject(client, JOBS, { object: job, dryRun: true })).warnings.join()).toContain('PodSecurity')
    expect(await getObject(client, JOBS, { name: 'root' })).toBeUndefined()
    const pod = { metadata: { name: 'root' }, spec }
    const refused = () => caught(createObject(client, PODS, { object: pod, dryRun: true }))
    // A young namespace has no service account yet, which is refused first.
    await expect.poll(async () => String(await refused()), POLL).toContain('runAsNonRoot')
    expect(await refused()).toMatchObject({ code: 'KUBERNETES_OBJECT_INVALID' })
    await createObject(client, RESOURCE_QUOTAS, {
      object: { metadata: { name: 'none' }, spec: { hard: { 'count/jobs.batch': '0' } } },
    })
    await expect
      .poll(() => caught(createObject(client, JOBS, { object: job, dryRun: true })), POLL)
      .toMatchObject({ code: 'KUBERNETES_QUOTA_EXCEEDED' })
    expect(await caught(createObject(client, JOBS, { object: job, namespace: `${namespace}-not` }))).toMatchObject({
      code: 'KUBERNETES_NAMESPACE_MISSING',
    })
  })

  test('follows a Job from its creation to its end', async () => {
    await using api = await openTestedApi()
    await using followed = followPods(api.client)
    await expect.poll(() => followed.told, POLL).toContain('synced')
    await api.createJob('brief', '')
    await expect.poll(() => followed.told, POLL).toContain('added brief Pending')
    await expect.poll(() => followed.told, POLL).toContain('modified brief Succeeded')
    expect(followed.troubles).toEqual([])
  })
})

describe('a pod of a real cluster', { timeout: 120_000 }, () => {
  test('asks by its service account, and may do what its Role says', async () => {
    await using api = await openTestedApi()
    const { client } = api
    const metadata = { name: 'driver' }
    const role = { metadata, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] }
    await createObject(client, ROLES, { object: role })
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'driver' }
    const binding = {
      metadata,
      roleRef,
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: api.namespace }],
    }
    await createObject(client, ROLE_BINDINGS, { object: binding })
    const command = ['node', '--input-type=module', '--eval', await bundledScript()]
    const container = { name: 'main', image: inject('cluster').image, command }
    const template = { spec: { restartPolicy: 'Never', containers: [container] } }
    await createObject(client, JOBS, { object: { metadata: { name: 'ask' }, spec: { backoffLimit: 0, template } } })
    await using followed = followPods(client)
    await expect.poll(() => followed.told.at(-1), POLL).toMatch(/Succeeded|Failed/)
    const lastWords = ({ metadata, status }: Wire<V1Pod>) =>
      [metadata!.name!, status?.containerStatuses?.[0]?.state?.terminated?.message ?? ''] as const
    const { items } = await listObjects(client, PODS, { project: lastWords })
    const [[pod, said]] = items as [ReturnType<typeof lastWords>]
    expect(JSON.parse(said)).toEqual({
      server: expect.stringMatching(/^https:/) as string,
      namespace: api.namespace,
      pods: [pod],
      secrets: 'KUBERNETES_DENIED',
    })
  })
})

const RESOURCE_QUOTAS: Resource<V1ResourceQuota> = {
  kind: 'ResourceQuota',
  apiVersion: 'v1',
  plural: 'resourcequotas',
  namespaced: true,
}

const ROLES: Resource = {
  kind: 'Role',
  apiVersion: 'rbac.authorization.k8s.io/v1',
  plural: 'roles',
  namespaced: true,
}

const ROLE_BINDINGS: Resource = {
  kind: 'RoleBinding',
  apiVersion: 'rbac.authorization.k8s.io/v1',
  plural: 'rolebindings',
  namespaced: true,
}

const SCRIPT = `
  import { writeFile } from 'node:fs/promises'
  import { ApiClient } from './api-client.ts'
  import { listObjects } from './list-objects.ts'
  import { openConnection } from './open-connection.ts'
  import { PODS, SECRETS } from './resources.ts'
  const connection = await openConnection()
  const client = new ApiClient(connection)
  const project = ({ metadata }) => metadata.name
  const pods = (await listObjects(client, PODS, { project })).items
  const secrets = await listObjects(client, SECRETS, { project }).catch(({ code }) => code)
  const said = { server: connection.server, namespace: connection.namespace, pods, secrets }
  await writeFile('/dev/termination-log', JSON.stringify(said))
  await client[Symbol.asyncDispose]()
`

/** The client as one file, without what only kubeconfigs need. */
async function bundledScript(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: SCRIPT,
      loader: 'ts',
      resolveDir: join(import.meta.dirname, '../../packages/orchestrator-k8s/src/api'),
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['@regauge/source'],
    external: ['@kubernetes/client-node'],
  })
  return outputFiles[0]!.text
}
