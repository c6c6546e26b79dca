import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { ApiClient, type ApiTimings } from '../../packages/orchestrator-k8s/src/api/api-client.ts'
import type { Connection } from '../../packages/orchestrator-k8s/src/api/connection.ts'
import { createObject } from '../../packages/orchestrator-k8s/src/api/create-object.ts'
import { deleteObject } from '../../packages/orchestrator-k8s/src/api/delete-object.ts'
import { followObjects, type FollowTimings } from '../../packages/orchestrator-k8s/src/api/follow-objects.ts'
import { openConnection } from '../../packages/orchestrator-k8s/src/api/open-connection.ts'
import type { Resource } from '../../packages/orchestrator-k8s/src/api/resource.ts'
import { JOBS, PODS } from '../../packages/orchestrator-k8s/src/api/resources.ts'

const NAMESPACES: Resource = { kind: 'Namespace', apiVersion: 'v1', plural: 'namespaces', namespaced: false }

/** A client of the cluster in a namespace of its own, which goes with it. */
export interface TestedApi extends AsyncDisposable {
  readonly client: ApiClient
  readonly namespace: string
  /** Makes a Job of one pod that runs a script by Node and is not tried again. */
  createJob(name: string, script: string): Promise<void>
}

/** What a client and its namespace differ in. */
export interface TestedApiOptions {
  /** Of the namespace. */
  readonly labels?: Readonly<Record<string, string>>
  readonly timings?: Partial<ApiTimings>
}

/** Opens a client and its namespace. */
export async function openTestedApi({ labels = {}, timings = {} }: TestedApiOptions = {}): Promise<TestedApi> {
  const { kubeconfig, image } = inject('cluster')
  const namespace = `regauge-test-${randomBytes(4).toString('hex')}`
  const connection = { ...(await openConnection({ kubeconfig })), namespace }
  const client = new ApiClient(connection, { qps: 200, burst: 200, timings })
  await createObject(client, NAMESPACES, { object: { metadata: { name: namespace, labels } } })
  return {
    client,
    namespace,
    async createJob(name, script) {
      const container = { name: 'main', image, command: ['node', '--input-type=module', '--eval', script] }
      const pod = { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, automountServiceAccountToken: false }
      const template = { spec: { ...pod, containers: [container] } }
      const object = { metadata: { name }, spec: { backoffLimit: 0, template } }
      await createObject(client, JOBS, { object, isDeterministic: true })
    },
    async [Symbol.asyncDispose]() {
      await deleteObject(client, NAMESPACES, { name: namespace })
      await client[Symbol.asyncDispose]()
    },
  }
}

/** Another client of the same connection, as somebody else. */
export function clientAs(connection: Connection, user: string): ApiClient {
  const secure = async () => {
    const security = await connection.secure()
    return { ...security, headers: { ...security.headers, 'Impersonate-User': user } }
  }
  return new ApiClient({ ...connection, secure })
}

/** What following the pods of a namespace has told. */
export interface FollowedPods extends AsyncDisposable {
  /** `added|modified|deleted name phase`, and `synced`. */
  readonly told: readonly string[]
  readonly troubles: readonly string[]
}

/** Follows the pods of a client's namespace until it is disposed. */
export function followPods(client: ApiClient, timings: Partial<FollowTimings> = {}): FollowedPods {
  const abort = new AbortController()
  const told: string[] = []
  const troubles: string[] = []
  const following = (async () => {
    const onTrouble = ({ message }: Error) => troubles.push(message)
    const changes = followObjects(client, PODS, {
      project: ({ metadata, status }) => `${metadata?.labels?.['job-name'] ?? ''} ${status?.phase ?? ''}`,
      signal: abort.signal,
      timings,
      onTrouble,
    })
    for await (const change of changes) {
      told.push(change.kind === 'synced' ? 'synced' : `${change.kind} ${change.object}`)
    }
  })()
  return {
    told,
    troubles,
    async [Symbol.asyncDispose]() {
      abort.abort()
      await following
    },
  }
}
