import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { V1Job, V1Pod } from '@kubernetes/client-node'
import type { PolicySpec } from '@regauge/core'
import { listRuns, listStepRuns, readLogs, readRun, type RunView, type StatusRecord } from '@regauge/core/records'
import {
  driveRun,
  openStack,
  prepareResume,
  prepareRun,
  submitRun,
  type DriveResult,
  type DriveRunOptions,
  type PrepareRunOptions,
  type Stack,
  type SubmittedRun,
} from '@regauge/core/run'
import { KIT_SECRETS } from '@regauge/testing'
import { inject } from 'vitest'
import type { Wire } from '../../packages/orchestrator-k8s/src/api/wire.ts'
import { ask } from './kube.fixture.ts'
import { openPrompter, type Prompter } from './prompter.fixture.ts'
import { openClusterPlace, PACKAGES, type KubernetesWish } from './stack.fixture.ts'

const MODULE = join(import.meta.dirname, 'prompted.pipeline.ts')

/** Which pipeline is run, and how it differs. */
export interface PromptedWish extends Pick<PrepareRunOptions, 'failMode'> {
  /** Path of the module that holds it. @default that of `prompted.pipeline.ts` */
  readonly module?: string
  /** @default prompted */
  readonly pipeline?: string
  readonly policy?: PolicySpec
}

/** A run that this process drives. */
export interface PromptedRun {
  readonly id: string
  readonly result: Promise<DriveResult>
  /** Every state that was shown. */
  readonly statuses: readonly StatusRecord[]
}

/** A stack on the cluster whose steps are told what to do. */
export interface PromptedStack extends AsyncDisposable {
  readonly stack: Stack
  readonly namespace: string
  readonly prompter: Prompter
  submit(wish?: PromptedWish): Promise<SubmittedRun>
  /** Drives a run in this process; the second time on from where it was left. */
  drive(submitted: SubmittedRun, more?: Partial<DriveRunOptions>): Promise<PromptedRun>
  /** Both, to the end. */
  run(wish?: PromptedWish): Promise<EndedRun>
  read(run: string): Promise<EndedRun>
  /** The ids of all runs of its store, the newest first. */
  runs(): Promise<readonly string[]>
  pods(): Promise<readonly Wire<V1Pod>[]>
  jobs(): Promise<readonly Wire<V1Job>[]>
  /** The path of a namespaced object in the core API. */
  readonly path: (rest: string) => string
}

/** What a run has left in the store. */
export interface EndedRun {
  readonly view: RunView
  /** What became of each attempt: `works@2` is `succeeded`, or the class of its failure. */
  readonly fates: { readonly [attempt: string]: string }
  readonly attempts: Awaited<ReturnType<typeof listStepRuns>>
  /** The texts that attempts have written, in their order. */
  readonly log: readonly string[]
}

/** What a stack differs in. */
export interface PromptedStackOptions {
  /** Of the orchestrator's config. @default a driver in this process */
  readonly config?: KubernetesWish
  /** Where the S3 server of the tests is reached. @default at its own address */
  readonly endpoint?: string
}

/** Opens a stack in a namespace of its own. Disposing removes it. */
export async function openPromptedStack({ config, endpoint }: PromptedStackOptions = {}): Promise<PromptedStack> {
  await using stacked = new AsyncDisposableStack()
  const place = stacked.use(await openClusterPlace({ driver: 'client', ...config }, endpoint))
  const prompter = stacked.use(await openPrompter(new URL(inject('cluster').s3.endpoint).hostname))
  const root = await realpath(await mkdtemp(join(tmpdir(), 'regauge-prompted-')))
  stacked.defer(() => rm(root, { recursive: true, force: true }))
  await writeFile(join(root, 'package.json'), '{ "type": "module" }\n')
  const secrets = { resolve: async (name: string) => KIT_SECRETS[name] ?? name }
  const spec = {
    name: 'prompted',
    packages: [...PACKAGES],
    components: { 'experiment-trackers': {}, 'step-operators': {}, ...place.components },
    defaults: { resources: { cpu: 0.05 } },
  }
  const stack = stacked.use(await openStack({ spec }, { project: { root }, secrets }))
  const { store } = stack
  const path = (rest: string) => `/api/v1/namespaces/${place.namespace}/${rest}`

  async function submit({ pipeline = 'prompted', module = MODULE, ...wish }: PromptedWish = {}): Promise<SubmittedRun> {
    const params = { prompter: prompter.url }
    const projectRoot = import.meta.dirname
    return submitRun(
      stack,
      await prepareRun({ module, exportName: pipeline, projectRoot, params, ...wish }, stack.facts),
    )
  }

  async function drive({ record, epoch }: SubmittedRun, more: Partial<DriveRunOptions> = {}): Promise<PromptedRun> {
    const statuses: StatusRecord[] = []
    const view = (await readRun(store, record.run))!
    const next = view.epoch === 0 ? epoch : await prepareResume(stack, view, { projectRoot: root })
    const onStatus = (status: StatusRecord) => void statuses.push(status)
    const result = driveRun({ stack, projectRoot: root, secrets, record, epoch: next, onStatus, ...more })
    // Whoever waits for it hears of it.
    result.catch(() => undefined)
    return { id: record.run, result, statuses }
  }

  async function read(run: string): Promise<EndedRun> {
    const view = (await readRun(store, run))!
    const attempts = await listStepRuns(store, view)
    const fates = attempts.map(({ path, attempt, status, failure }) => [`${path}@${attempt}`, failure?.class ?? status])
    const lines = await Array.fromAsync(readLogs(store, run, {}))
    return { view, attempts, fates: Object.fromEntries(fates), log: lines.map(({ line }) => line.m) }
  }

  const owned = stacked.move()
  return {
    stack,
    namespace: place.namespace,
    prompter,
    submit,
    drive,
    async run(wish) {
      const { id, result } = await drive(await submit(wish))
      await result
      return read(id)
    },
    read,
    runs: async () => (await listRuns(store)).map(({ run }) => run),
    pods: async () => (await ask<{ items: readonly Wire<V1Pod>[] }>('GET', path('pods'))).items,
    jobs: async () =>
      (await ask<{ items: readonly Wire<V1Job>[] }>('GET', path('jobs').replace('/api/v1', '/apis/batch/v1'))).items,
    path,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  }
}
