import { access, copyFile, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ArtifactStore, BundleSpec, Envelope, Launcher, LauncherEvent } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { packageCode, type PackagedPipeline, storeCode } from '@regauge/core/code'
import {
  type LogLine,
  type MetricLine,
  type OutcomeRecord,
  readLogs,
  readMetrics,
  readRecord,
  readRunLog,
} from '@regauge/core/records'
import type { LocalOrchestratorConfig } from './config.ts'
import { localOrchestrator } from './flavor.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url))
const STORE = { flavor: 'local', config: { path: '.regauge/store' } }
const SECRETS: Readonly<Record<string, string>> = { 'hf.token': 'hf_0123456789abcdef' }

/** What a test wants of an attempt beside the step's name, which is also its path. */
export type AttemptWish = Partial<
  Pick<Envelope, 'inputs' | 'timeoutMs' | 'graceMs' | 'env' | 'secrets' | 'attempt' | 'items'>
> & {
  readonly path?: string
}

/** A project in a directory of its own, packaged and stored. */
export interface TestProject extends AsyncDisposable {
  readonly root: string
  readonly code: PackagedPipeline
  readonly store: ArtifactStore
  open(config?: Partial<LocalOrchestratorConfig>): Promise<TestLauncher>
}

/** A launcher and what became of the attempts it was given. */
export interface TestLauncher extends AsyncDisposable {
  readonly run: string
  readonly launcher: Launcher
  readonly events: readonly LauncherEvent[]
  /** An attempt of the step. */
  envelope(step: string, wish?: AttemptWish): Envelope
  bundle(envelopes: readonly Envelope[], memory?: number): BundleSpec
  /** Resolves as soon as there has been such an event. */
  until(matches: (event: LauncherEvent) => boolean): Promise<LauncherEvent>
  /** Starts a bundle, waits for its end and reads its outcomes. */
  runBundle(envelopes: readonly Envelope[], memory?: number): Promise<readonly OutcomeRecord[]>
  /** Runs one attempt of a step. */
  runStep(step: string, wish?: AttemptWish): Promise<OutcomeRecord>
  outcome(path: string, attempt?: number): Promise<OutcomeRecord | undefined>
  log(path: string): Promise<readonly LogLine[]>
  /** The log of an attempt that runs, as soon as there is a line of it; throws the outcome of one that ends without. */
  firstLines(path: string): Promise<readonly LogLine[]>
  metrics(path: string): Promise<readonly MetricLine[]>
  runLog(): Promise<readonly string[]>
}

/** Makes a project with the steps of `steps.fixture.ts`, or of files by name, of which `steps.ts` exports a pipeline. */
export async function makeProject(files?: Readonly<Record<string, string>>): Promise<TestProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'regauge-local-')))
  await mkdir(join(root, 'node_modules', '@regauge'), { recursive: true })
  for (const name of ['zod', '@regauge/core'])
    await symlink(await realpath(join(MODULES, name)), join(root, 'node_modules', name))
  await writeFile(join(root, 'package.json'), '{ "name": "project", "type": "module" }')
  if (files) await writeFiles(root, files)
  else {
    await copyFile(join(HERE, 'steps.fixture.ts'), join(root, 'steps.ts'))
    await cp(join(HERE, 'commands.fixture'), root, { recursive: true })
  }
  const code = await packageCode({ module: join(root, 'steps.ts'), projectRoot: root })
  const store = await localArtifactStore.create({
    config: { path: STORE.config.path, durable: false },
    components: {},
    projectRoot: root,
  })
  await storeCode(store, code)
  let runs = 0
  return {
    root,
    code,
    store,
    open(config = {}) {
      runs += 1
      return openLauncher({ root, code, store }, `run-${runs}`, { isolation: 'warm', ...config })
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    await writeFile(join(root, name), text)
  }
}

async function openLauncher(
  { root, code, store }: Pick<TestProject, 'root' | 'code' | 'store'>,
  run: string,
  config: LocalOrchestratorConfig,
): Promise<TestLauncher> {
  const orchestrator = await localOrchestrator.create({ config, components: {}, projectRoot: root })
  const launcher = await orchestrator.openLauncher({
    run,
    epoch: 1,
    pipeline: 'ways',
    projectRoot: root,
    code: code.digest,
    store,
    storeSpec: { component: STORE, packages: [] },
    launcher: 'orchestrator',
    storeNeeds: () => ({ env: {}, secretEnv: {}, secrets: [] }),
    secrets: { resolve: async (name) => SECRETS[name] ?? Promise.reject(new Error(`no secret ${name}`)) },
  })
  const events: LauncherEvent[] = []
  const waiting = new Set<(event: LauncherEvent) => void>()
  const following = follow(launcher, (event) => {
    events.push(event)
    for (const tell of waiting) tell(event)
  })
  const specs = new Map(
    code.definition.toSpec().nodes.flatMap((node) => (node.kind === 'step' ? [[node.id, node]] : [])),
  )
  let bundles = 0

  const test: TestLauncher = {
    run,
    launcher,
    events,
    envelope(step, { path = step, attempt = 1, ...wish } = {}) {
      const spec = specs.get(step)!
      return {
        protocol: 1,
        run,
        pipeline: 'ways',
        epoch: 1,
        path,
        attempt,
        node: step,
        step,
        items: [],
        code: code.digest,
        plan: code.digest,
        inputs: {},
        outputs: spec.outputs,
        ...(spec.command ? { command: spec.command } : {}),
        graceMs: 300,
        env: {},
        secrets: spec.policy.secrets ?? [],
        ...wish,
      }
    },
    bundle(envelopes, memory) {
      bundles += 1
      const resources = { cpu: 1, gpu: 0, ...(memory === undefined ? {} : { memory }) }
      return { id: `bundle-${bundles}`, launcher: 'orchestrator', resources, envelopes }
    },
    until(matches) {
      const found = events.find(matches)
      if (found) return Promise.resolve(found)
      return new Promise((resolve) => {
        const tell = (event: LauncherEvent) => {
          if (!matches(event)) return
          waiting.delete(tell)
          resolve(event)
        }
        waiting.add(tell)
      })
    },
    async runBundle(envelopes, memory) {
      const bundle = test.bundle(envelopes, memory)
      await launcher.start(bundle)
      await test.until((event) => event.kind === 'ended' && event.bundle === bundle.id)
      return Promise.all(envelopes.map(async ({ path, attempt }) => (await test.outcome(path, attempt))!))
    },
    async runStep(step, wish) {
      const [outcome] = await test.runBundle([test.envelope(step, wish)])
      return outcome!
    },
    outcome: (path, attempt = 1) =>
      readRecord<OutcomeRecord>(store, `runs/${run}/steps/${path}@${attempt}.outcome.json`, 'regauge.outcome'),
    log: async (path) => (await Array.fromAsync(readLogs(store, run, { path }))).map(({ line }) => line),
    async firstLines(path) {
      for (;;) {
        const outcome = await test.outcome(path)
        const lines = await test.log(path)
        if (lines.length > 0) return lines
        if (outcome) throw new Error(`Nothing was logged before the end: ${JSON.stringify(outcome)}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    metrics: async (path) => (await Array.fromAsync(readMetrics(store, run, { path }))).map(({ line }) => line),
    runLog: async () => (await Array.fromAsync(readRunLog(store, run, { epoch: 1 }))).map(({ m }) => m),
    async [Symbol.asyncDispose]() {
      await launcher[Symbol.asyncDispose]()
      await following
    },
  }
  return test
}

async function follow(launcher: Launcher, tell: (event: LauncherEvent) => void): Promise<void> {
  for await (const event of launcher.watch()) tell(event)
}

/** Whether a process is there. One that has ended and that nobody has waited for does not count. */
export async function isRunning(pid: number): Promise<boolean> {
  return access(`/proc/${pid}/exe`).then(
    () => true,
    () => false,
  )
}

/** Waits until something is so. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
