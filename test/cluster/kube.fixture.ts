import { expect, inject } from 'vitest'
import { askKube, askKubeText, type KubeRequest } from './ask-kube.ts'
import { makeNamespace, removeNamespace } from './namespaces.ts'
import { until } from './until.ts'

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
    readonly active?: number
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[]
  }
}

/** A request to the API; see {@link askKube}. */
export function ask<T>(method: KubeRequest['method'], path: string, body?: unknown): Promise<T> {
  return askKube(inject('cluster').api, { method, path, body })
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
  const { api } = inject('cluster')
  const name = await makeNamespace(api, 'regauge-test')
  const core = `/api/v1/namespaces/${name}`
  const jobs = `/apis/batch/v1/namespaces/${name}/jobs`
  const jobOf = (job: string) => ask<Job>('GET', `${jobs}/${job}`)
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
    job: jobOf,
    podsOf,
    ended: (job) =>
      until(async () => {
        const { status } = await jobOf(job)
        const holds = (type: string) => status.conditions?.some((each) => each.type === type && each.status === 'True')
        return (['Complete', 'Failed'] as const).find(holds)
      }),
    async podOf(job) {
      const [pod] = await podsOf(job)
      expect(pod).toBeDefined()
      const path = `${core}/pods/${pod!.metadata.name}/log`
      return { pod: pod!, log: await askKubeText(api, { method: 'GET', path }) }
    },
    [Symbol.asyncDispose]: () => removeNamespace(api, name),
  }
}
