import type { V1ObjectMeta } from '@kubernetes/client-node'
import { askKube, askKubeText } from '../../test/cluster/ask-kube.ts'
import type { ClusterBench } from './open-cluster-bench.ts'

/** Requests that have arrived since the servers were started: some of each kind. */
export interface RequestCounts {
  /** At the API server, from the service account of drivers. */
  readonly api: number
  /** At the S3 server, from anybody. */
  readonly store: number
}

/** Counts requests without standing in their way. Disposing stops it. */
export interface RequestCounter extends AsyncDisposable {
  /** To be asked once a driver has been at work: throws where the servers have counted none of its requests. */
  counts(): Promise<RequestCounts>
}

const NAME = 'regauge-bench'
const SCHEMAS = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas'

/**
 * The API server counts by flow schema, so that one for the drivers' service account counts theirs. The S3 server counts
 * everybody's; it has to be started with `MINIO_PROMETHEUS_AUTH_TYPE=public`.
 */
export async function startRequestCounter({ api, namespace, s3 }: ClusterBench): Promise<RequestCounter> {
  // What an earlier process has left behind.
  const remove = () => askKube(api, { method: 'DELETE', path: `${SCHEMAS}/${NAME}` })
  await remove().catch(() => undefined)
  await askKube<{ metadata: V1ObjectMeta }>(api, { method: 'POST', path: SCHEMAS, body: flowSchema(namespace) })
  return {
    async counts() {
      const [ofApi, ofStore] = await Promise.all([
        askKubeText(api, { method: 'GET', path: '/metrics' }),
        fetch(`${s3['AWS_ENDPOINT_URL_S3']}/minio/metrics/v3/api/requests`).then((answer) => answer.text()),
      ])
      return {
        api: sum(ofApi, `apiserver_flowcontrol_dispatched_requests_total{flow_schema="${NAME}"`),
        store: sum(ofStore, 'minio_api_requests_total{'),
      }
    },
    async [Symbol.asyncDispose]() {
      await remove()
    },
  }
}

function flowSchema(namespace: string) {
  const serviceAccount = { namespace, name: 'regauge-driver' }
  const every = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: ['*'], clusterScope: true }
  const rules = {
    subjects: [{ kind: 'ServiceAccount', serviceAccount }],
    resourceRules: [every],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  }
  // Before that of all service accounts, with the same priority.
  const spec = { matchingPrecedence: 8_000, priorityLevelConfiguration: { name: 'workload-low' }, rules: [rules] }
  return { metadata: { name: NAME }, spec }
}

/** Of all lines of a page of metrics that begin so. Throws where that is nothing: then something else is counted. */
function sum(page: string, beginning: string): number {
  const lines = page.split('\n').filter((line) => line.startsWith(beginning))
  const total = lines.reduce((sofar, line) => sofar + Number(line.split(' ').at(-1)), 0)
  if (total > 0) return total
  throw new Error(`No request was counted: ${lines.length} metrics begin with "${beginning}".`)
}
