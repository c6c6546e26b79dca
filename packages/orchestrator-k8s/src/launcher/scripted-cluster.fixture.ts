import type { V1JobSpec, V1PodStatus } from '@kubernetes/client-node'
import type { ArtifactStore, BundleSpec, Launcher, LauncherContext, LauncherEvent } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { REMOTE_ENV } from '@regauge/core/remote'
import type { HintAddress } from '@regauge/core/runtime'
import { putRecord, type ClaimRecord, type OutcomeRecord } from '@regauge/core/records'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  scriptedClient,
  startScriptedApi,
  type ScriptedApi,
  type ScriptedApiOptions,
} from '../api/scripted-api.fixture.ts'
import type { StoredObject } from '../api/scripted-selector.fixture.ts'
import type { Wire } from '../api/wire.ts'
import { envelope, bundle } from '../objects/scope.fixture.ts'
import { orchestratorConfig } from '../config.ts'
import { INDEX_ANNOTATION, JOB_LABEL } from '../objects/keys.ts'
import { openKubernetesLauncher } from './open-kubernetes-launcher.ts'

/** A launcher of the scripted cluster, and what it has told. */
export interface ScriptedLauncher extends AsyncDisposable {
  readonly launcher: Launcher
  readonly events: readonly LauncherEvent[]
}

/** What of a launcher of the scripted cluster may be otherwise. */
export interface ScriptedLauncherOptions {
  /** Of its driver. @default 1 */
  readonly epoch?: number
  /** By which runners reach it. @default none */
  readonly address?: string
  /** What a stack file would say, beside short deadlines. */
  readonly config?: object
}

/** An API server that does as a script says, a store, and a cluster that makes the pods of each Job and runs nothing. */
export interface ScriptedCluster extends AsyncDisposable {
  readonly api: ScriptedApi
  readonly store: ArtifactStore
  /** A bundle of attempt 1 of these steps. */
  bundle(...steps: readonly string[]): BundleSpec
  /** So many bundles of a map, of attempt 1 of `sweep[0].fit` and so on. */
  items(count: number): readonly BundleSpec[]
  /** A launcher of the run, as the driver of an epoch has it. */
  open(options?: ScriptedLauncherOptions): Promise<ScriptedLauncher>
  jobs(): readonly StoredObject[]
  pods(): readonly StoredObject[]
  /** Where the runner of a step is told that its driver listens. */
  hintsOf(step: string): HintAddress
  /** Gives every pod, or the one of a name, a status. */
  report(status: Wire<V1PodStatus>, pod?: string): void
  /** A runner has claimed attempt 1 of a step, or left its outcome. */
  claim(step: string): Promise<void>
  succeed(step: string): Promise<void>
}

/** A container of a step in this state. */
function stepStatus(phase: string, state: object): Wire<V1PodStatus> {
  const container = { name: 'step', state, ready: false, restartCount: 0, image: '', imageID: '' }
  return { phase, conditions: [{ type: 'PodScheduled', status: 'True' }], containerStatuses: [container] }
}

/** The status of a pod whose step runs. */
export const RUNNING = stepStatus('Running', { running: { startedAt: '2026-11-21T18:25:18Z' } })

/** The status of a pod whose step has ended. */
export const endedWith = (exitCode: number): Wire<V1PodStatus> =>
  stepStatus(exitCode === 0 ? 'Succeeded' : 'Failed', {
    terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error' },
  })

const { run } = envelope()

/** Starts one. Its deadlines are short. */
export async function startScriptedCluster(options: ScriptedApiOptions = {}): Promise<ScriptedCluster> {
  const api = await startScriptedApi(options)
  const root = await mkdtemp(join(tmpdir(), 'regauge-scripted-'))
  const store = await localArtifactStore.create({
    config: { path: join(root, 'store'), durable: false },
    components: {},
    projectRoot: root,
  })
  const stop = api.objects.since(api.objects.version, ({ type, resource, object }) => {
    if (type === 'ADDED' && resource === 'jobs') makePods(api, object)
  })
  const step = (path: string) => envelope({ path, node: path, step: path, items: [], attempt: 1 })
  const jobs = () => api.objects.select('jobs', { namespace: 'ml' })
  const pods = () => api.objects.select('pods', { namespace: 'ml' })
  const key = (path: string, kind: string) => `runs/${run}/steps/${path}@1.${kind}.json`
  const at = '2026-11-21T18:25:19.000Z'

  return {
    api,
    store,
    bundle: (...steps) => bundle({ envelopes: steps.map(step) }),
    items: (count) =>
      Array.from({ length: count }, (_, item) => bundle({ envelopes: [envelope({ items: [item], attempt: 1 })] })),
    open: (options = {}) => openLauncher(api, store, options),
    jobs,
    pods,
    hintsOf: (path) => hintsIn(jobs().find(({ metadata }) => metadata.name.includes(path))!),
    report(status, name) {
      for (const { metadata } of pods()) {
        if (name === undefined || metadata.name === name) api.objects.patch('pods', metadata, { status })
      }
    },
    async claim(path) {
      const claim: ClaimRecord = { schema: 'regauge.claim/1', run, path, attempt: 1, worker: 'uid', at }
      await putRecord(store, key(path, 'claim'), claim)
    },
    async succeed(path) {
      const outcome: OutcomeRecord = {
        schema: 'regauge.outcome/1',
        run,
        path,
        attempt: 1,
        epoch: 1,
        status: 'succeeded',
        outputs: {},
        endedAt: at,
        logs: 0,
        metrics: 0,
      }
      await putRecord(store, key(path, 'outcome'), outcome)
    },
    async [Symbol.asyncDispose]() {
      stop?.()
      await api[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** What the environment of a Job's pods says. */
function hintsIn(job: StoredObject): HintAddress {
  // Sent by the launcher, whose Jobs have a container that is told so.
  const { template } = job['spec'] as V1JobSpec
  const { value = '' } = template.spec!.containers[0]!.env!.find(({ name }) => name === REMOTE_ENV.assignment)!
  return (JSON.parse(value) as { readonly hints: HintAddress }).hints
}

/** As the Job controller does. */
function makePods({ objects }: ScriptedApi, { metadata, ...job }: StoredObject): void {
  const { name, namespace, uid } = metadata
  // Sent by the launcher, whose Jobs have a template with labels.
  const { completionMode, completions = 1, template } = job['spec'] as V1JobSpec
  const isIndexed = completionMode === 'Indexed'
  const labels = { ...template.metadata!.labels, [JOB_LABEL]: name }
  for (let index = 0; index < completions; index += 1) {
    const own = isIndexed ? { [INDEX_ANNOTATION]: String(index) } : {}
    objects.put('pods', {
      spec: template.spec,
      metadata: {
        name: isIndexed ? `${name}-${index}-pod` : `${name}-pod`,
        namespace: namespace!,
        labels,
        ownerReferences: [{ uid }],
        annotations: { ...template.metadata!.annotations, ...own },
      },
      status: { phase: 'Pending' },
    })
  }
}

async function openLauncher(
  api: ScriptedApi,
  store: ArtifactStore,
  { epoch = 1, address, config: given }: ScriptedLauncherOptions,
): Promise<ScriptedLauncher> {
  const deadlines = { noPod: '2s', pull: '2s', pending: '5s', warning: '1s', settle: '100ms' }
  const config = orchestratorConfig.parse({ deadlines, ...given })
  const context: LauncherContext = {
    run,
    launcher: 'orchestrator',
    epoch,
    pipeline: 'training',
    projectRoot: tmpdir(),
    code: 'a'.repeat(64),
    store,
    storeSpec: { component: { flavor: 'local', config: {} }, packages: [] },
    storeNeeds: () => ({ env: {}, secretEnv: { KEY: 'k' }, secrets: [] }),
    secrets: { resolve: (name) => Promise.resolve(name) },
  }
  const openClient = () => Promise.resolve(scriptedClient(api))
  const launcher = await openKubernetesLauncher(context, { config, openClient, address })
  const events: LauncherEvent[] = []
  const follow = async () => {
    for await (const event of launcher.watch()) events.push(event)
  }
  const following = follow()
  return {
    launcher,
    events,
    async [Symbol.asyncDispose]() {
      await launcher[Symbol.asyncDispose]()
      await following
    },
  }
}
