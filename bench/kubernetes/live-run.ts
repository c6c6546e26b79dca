import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ArtifactStore } from '../../packages/core/src/contracts/artifact-store.ts'
import { readStatus } from '../../packages/core/src/records/read-status.ts'
import type { StatusRecord } from '../../packages/core/src/records/run-record.ts'
import { askKube } from '../../test/cluster/ask-kube.ts'
import { until } from '../../test/cluster/until.ts'
import { createProject } from '../../test/support/project.ts'
import { HOLLOW_PLACEMENT } from './hollow-node.ts'
import type { ClusterBench } from './open-cluster-bench.ts'
import { findInPod, type FoundProcess } from './process-facts.ts'

/** A run whose steps come to the hollow node, and whose driver is a pod like any other. Disposing removes its objects. */
export interface LiveRun extends AsyncDisposable {
  /** Of the driver that has taken an epoch. */
  driver(): Promise<FoundProcess>
  /** The first status of an epoch that tells of as many attempts as there are items, and that all of them run. */
  untilRunning(epoch: number): Promise<StatusRecord>
  /** What must stay as it is when a driver comes and goes. */
  started(): Promise<StartedObjects>
}

/** Names and uids of what was started. */
export interface StartedObjects {
  readonly jobs: readonly string[]
  readonly pods: readonly string[]
}

interface Listed {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string }
  }[]
}

/** Controllers make some fifty pods a second. */
const PATIENCE_MS = 600_000

/** Submits a map of so many items, each in a pod of its own, as anybody would. */
export async function startLiveRun(bench: ClusterBench, store: ArtifactStore, width: number): Promise<LiveRun> {
  const { api, namespace } = bench
  using project = createProject({
    'pipeline.ts': readFileSync('bench/pipelines/noop.ts', 'utf8'),
    'params.json': JSON.stringify({ items: Array.from({ length: width }, (_, item) => item) }),
    'stacks/k8s.yaml': readFileSync('stacks/k8s.yaml', 'utf8'),
    'stacks/hollow.yaml': JSON.stringify(stackOf(bench)),
  })
  const manifests = await project.regauge(['k8s', 'manifests', '--namespace', namespace])
  const [kubectl = '', ...words] = bench.cluster.kubectl
  execFileSync(kubectl, [...words, 'apply', '-f', '-'], { input: manifests.stdout, stdio: 'pipe' })
  const submit = ['run', 'pipeline.ts#wide', '--stack', 'hollow', '--params', 'params.json', '--detach']
  const { run } = await project.json<{ readonly run: string }>(submit, { env: bench.s3 })

  const core = `/api/v1/namespaces/${namespace}`
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`
  const list = async (path: string, role: string) => {
    const selector = `labelSelector=${encodeURIComponent(`regauge.dev/role=${role}`)}`
    return (await askKube<Listed>(api, { method: 'GET', path: `${path}?${selector}` })).items
  }
  return {
    driver: () =>
      until(async () => {
        const pods = await list(`${core}/pods`, 'driver')
        return pods.map(({ metadata }) => findInPod(metadata.uid, 'remote-driver')).find((found) => found !== undefined)
      }),
    untilRunning: (epoch) =>
      until(async () => {
        const status = await readStatus(store, { run, epoch })
        return status?.steps.running === width && status.steps.total === width && status
      }, PATIENCE_MS),
    async started() {
      const named = async (path: string) =>
        (await list(path, 'map')).map(({ metadata }) => `${metadata.name} ${metadata.uid}`).toSorted()
      return { jobs: await named(jobs), pods: await named(`${core}/pods`) }
    },
    async [Symbol.asyncDispose]() {
      await askKube(api, { method: 'DELETE', path: `${jobs}?propagationPolicy=Background` })
    },
  }
}

function stackOf({ kubeconfig, namespace, image, bucket }: ClusterBench) {
  const config = { kubeconfig, namespace, image, ...HOLLOW_PLACEMENT }
  return {
    name: 'hollow',
    extends: 'k8s',
    components: { orchestrator: { config }, 'artifact-store': { config: { bucket } } },
  }
}
