import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { packageCode } from '../code/package-code.ts'
import { storeCode } from '../code/store-code.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { localArtifactStore } from '../local-store/flavor.ts'
import { keys } from '../records/keys.ts'
import type { ClaimRecord, OutcomeRecord } from '../records/outcome-record.ts'
import { readRecord } from '../records/record-store.ts'
import type { BundleSpec, Envelope } from '../spec/envelope.ts'
import type { Assignment } from './assignment.ts'
import { runnerEnv } from './assignment-env.ts'

const MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url))

/** Steps that end at once, wait until they are told to stop, or show their surroundings. */
const PIPELINE = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const outputs = { said: z.string() }
const quick = step({ name: 'quick', outputs, run: () => ({ said: 'done' }) })
const slow = step({ name: 'slow', outputs, async run(_, { signal, log }) {
  console.log('waiting')
  console.error('for a word')
  log.info('still', { here: true })
  const timer = setInterval(() => {}, 1_000)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  clearInterval(timer)
  throw new Error('told to stop')
} })
const deaf = step({ name: 'deaf', outputs, async run() {
  console.log('waiting')
  for (;;) await new Promise((resolve) => setTimeout(resolve, 1_000))
} })
const shows = step({ name: 'shows', outputs, run: () => ({
  said: Object.keys(process.env).filter((name) => name.startsWith('REGAUGE_')).join(),
}) })
export const all = pipeline({ name: 'all', build: ({ run }) => { run(quick); run(slow); run(deaf); run(shows) } })
`

/** A project whose code lies in a store that runners open. */
export interface RemoteProject extends AsyncDisposable {
  readonly store: ArtifactStore
  /** A bundle with attempt 1 of each step. */
  bundle(...steps: readonly string[]): BundleSpec
  /** An assignment that needs nothing of this process. */
  assignment(bundle: Assignment['bundle'], more?: Partial<Assignment>): Assignment
  start(assignment: Assignment, env?: Readonly<Record<string, string>>): StartedRunner
  outcome(path: string): Promise<OutcomeRecord | undefined>
  claim(path: string): Promise<ClaimRecord | undefined>
  /** A directory that goes with the project. */
  scratch(): Promise<string>
}

/** A runner in a process of its own. */
export interface StartedRunner {
  readonly child: ChildProcess
  readonly exit: Promise<number | null>
  /** What it has written to its standard error. */
  readonly said: () => string
  /** What it has written to its standard output. */
  readonly printed: () => string
}

/** Makes a run with the steps above. */
export async function makeRemoteProject(): Promise<RemoteProject> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'regauge-remote-')))
  await mkdir(join(root, 'node_modules', '@regauge'), { recursive: true })
  for (const name of ['zod', '@regauge/core']) {
    await symlink(await realpath(join(MODULES, name)), join(root, 'node_modules', name))
  }
  await writeFile(join(root, 'package.json'), '{ "type": "module" }')
  await writeFile(join(root, 'all.ts'), PIPELINE)
  const code = await packageCode({ module: join(root, 'all.ts'), projectRoot: root })
  const config = { path: join(root, 'store'), durable: false }
  const store = await localArtifactStore.create({ config, components: {}, projectRoot: root })
  await storeCode(store, code)
  const specs = new Map(
    code.definition.toSpec().nodes.flatMap((node) => (node.kind === 'step' ? [[node.id, node]] : [])),
  )
  const children = new Set<ChildProcess>()

  function envelope(step: string): Envelope {
    return {
      protocol: 1,
      run: 'r1',
      pipeline: 'all',
      epoch: 1,
      path: step,
      attempt: 1,
      node: step,
      step,
      items: [],
      code: code.digest,
      plan: code.digest,
      inputs: {},
      outputs: specs.get(step)!.outputs,
      graceMs: 300,
      env: {},
      secrets: [],
    }
  }

  return {
    store,
    bundle: (...steps) => ({
      id: `${steps[0]}@1`,
      launcher: 'orchestrator',
      resources: { cpu: 1, gpu: 0 },
      envelopes: steps.map(envelope),
    }),
    assignment: (bundle, more) => ({
      store: { component: { flavor: 'local', config: { path: '${env:STORE}' } }, packages: [] },
      bundle,
      orphanTimeoutMs: 600_000,
      ...more,
    }),
    start(assignment, env = {}) {
      const main = createRequire(import.meta.url).resolve('@regauge/core/runner')
      const { plain, secret } = runnerEnv(assignment, { env: { STORE: config.path }, secretEnv: {}, secrets: [] })
      const child = spawn(process.execPath, [...process.execArgv, main], {
        cwd: dirname(root),
        env: { PATH: process.env['PATH'], TMPDIR: root, ...plain, ...secret, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      children.add(child)
      const said = textOf(child.stderr)
      const printed = textOf(child.stdout)
      return { child, exit: once(child, 'close').then(() => child.exitCode), said, printed }
    },
    outcome: (path) => readRecord(store, keys.outcome('r1', path, 1), 'regauge.outcome'),
    claim: (path) => readRecord(store, keys.claim('r1', path, 1), 'regauge.claim'),
    scratch: () => mkdtemp(join(root, 'scratch-')),
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill('SIGKILL')
      await store[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Gathers what a stream gives. */
function textOf(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (piece: string) => (text += piece))
  return () => text
}
