import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject } from 'vitest'

/** The little of a Pod that tests look at. */
export interface Pod {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly phase: string
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
    readonly containerStatuses?: readonly {
      readonly state: { readonly terminated?: { readonly exitCode: number; readonly reason: string } }
    }[]
  }
}

/** The little of a Job that tests look at. */
export interface Job {
  readonly metadata: { readonly name: string }
  readonly status: {
    readonly succeeded?: number
    readonly failed?: number
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
  }
}

/**
 * A request to the API; patches are strategic. Gives the object, of the type that the caller knows it to be, and throws
 * what the API says where it refuses.
 */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  return JSON.parse(await askText(method, path, body)) as T
}

async function askText(method: string, path: string, body?: unknown): Promise<string> {
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json'
  const headers = { 'content-type': type }
  const init = { method, ...(body !== undefined && { headers, body: JSON.stringify(body) }) }
  const answer = await fetch(`${inject('cluster').api}${path}`, init)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text
}

/** A namespace of one test's own. */
export interface Namespace extends AsyncDisposable {
  readonly name: string
  /** Makes a Job of one Pod with one container, which is not tried again. */
  createJob(name: string, container: object, podSpec?: object): Promise<void>
  job(name: string): Promise<Job>
  /** The Pods of a Job, of which at least one is there. */
  podsOf(job: string): Promise<readonly Pod[]>
  /** Waits until a Job has ended, and gives how. */
  ended(job: string): Promise<'Complete' | 'Failed'>
  /** The first Pod of a Job, and what it has written. */
  podOf(job: string): Promise<{ readonly pod: Pod; readonly log: string }>
}

/** Makes a namespace. Disposing removes it with all that is in it, without waiting for that. */
export async function createNamespace(): Promise<Namespace> {
  const name = `regauge-test-${randomBytes(4).toString('hex')}`
  await ask('POST', '/api/v1/namespaces', { metadata: { name } })
  const core = `/api/v1/namespaces/${name}`
  const jobs = `/apis/batch/v1/namespaces/${name}/jobs`
  // Pods are refused before it is there.
  await until(() => ask('GET', `${core}/serviceaccounts/default`).catch(() => undefined))
  const podsOf = (job: string) =>
    until(async () => {
      const selector = encodeURIComponent(`job-name=${job}`)
      const { items } = await ask<{ items: readonly Pod[] }>('GET', `${core}/pods?labelSelector=${selector}`)
      return items.length > 0 && items
    })
  return {
    name,
    async createJob(job, container, podSpec = {}) {
      const grace = { terminationGracePeriodSeconds: 1, automountServiceAccountToken: false }
      const containers = [{ name: 'main', ...container }]
      const spec = { restartPolicy: 'Never', ...grace, ...podSpec, containers }
      await ask('POST', jobs, { metadata: { name: job }, spec: { backoffLimit: 0, template: { spec } } })
    },
    job: (job) => ask<Job>('GET', `${jobs}/${job}`),
    podsOf,
    ended: (job) =>
      until(async () => {
        const { status } = await ask<Job>('GET', `${jobs}/${job}`)
        const holds = (type: string) => status.conditions?.some((each) => each.type === type && each.status === 'True')
        return (['Complete', 'Failed'] as const).find(holds)
      }),
    async podOf(job) {
      const [pod] = await podsOf(job)
      expect(pod).toBeDefined()
      return { pod: pod!, log: await askText('GET', `${core}/pods/${pod!.metadata.name}/log`) }
    },
    async [Symbol.asyncDispose]() {
      await ask('DELETE', `/api/v1/namespaces/${name}`)
    },
  }
}

const PATIENCE_MS = 45_000
const PAUSE_MS = 100

/** Asks until there is an answer. */
export async function until<T>(look: () => Promise<T | false | undefined>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await pause(PAUSE_MS)) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`Asked in vain for ${PATIENCE_MS / 1_000} seconds: ${look.toString()}`)
  }
}
