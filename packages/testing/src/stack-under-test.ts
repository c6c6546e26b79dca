import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RegaugeError, type SecretSource } from '@regauge/core'
import { compile } from '@regauge/core/compiler'
import { openStack, type PreparedRun, type PrepareRunOptions, type Stack } from '@regauge/core/run'
import type { StartDriver } from './driver-under-test.ts'
import { packagePipeline } from './package-pipeline.ts'

type StackSpec = Stack['spec']

/**
 * The stack that a kit puts to the test, as a stack file would say it. Attempts and drivers may run anywhere: the kit asks
 * for nothing but the stack's store to be in reach of them and of the test. Steps ask for the secrets of
 * {@link KIT_SECRETS}, which attempts elsewhere have to find where they are.
 */
export interface StackUnderTest {
  /**
   * npm names of packages that bring flavors, or the URL of a module of this machine that exports them, which nobody
   * elsewhere can import.
   */
  readonly packages: readonly (string | URL)[]
  readonly components: {
    readonly orchestrator: StackSpec['components']['orchestrator']
    /** Relative paths in its config lie in a project that the kit makes and removes. */
    readonly 'artifact-store': StackSpec['components']['artifact-store']
    /** @default none */
    readonly 'step-operators'?: StackSpec['components']['step-operators']
  }
  /** Policy under that of the kit's steps: smaller resources, an image. @default none */
  readonly defaults?: StackSpec['defaults']
  /** How a driver is begun that a test kills, and every other driver as well. @default a process of this machine */
  readonly startDriver?: StartDriver
  /** What configs may refer to, beside the secrets of the kit's own steps. @default nothing */
  readonly secrets?: SecretSource
  /** Takes away what the stack left behind, after the kit has disposed it. */
  remove?(): Promise<void>
}

/** A stack, open, with a project around it. */
export interface OpenedStack extends AsyncDisposable {
  readonly root: string
  readonly stack: Stack
  readonly secrets: SecretSource
  /** Absent: drivers run on this machine. */
  readonly startDriver: StartDriver | undefined
  /** Packages and compiles one of the kit's own pipelines. Throws what the stack refuses. */
  prepare(pipeline: string, wish?: Pick<PrepareRunOptions, 'params' | 'policy'>): Promise<PreparedRun>
}

/** The secrets that the steps of the kits ask for. */
export const KIT_SECRETS: { readonly [name: string]: string } = { 'kit.token': 'a-token-0123456789' }

/** Opens a stack in a project of its own, which disposal removes. */
export async function openStackUnderTest(create: () => Promise<StackUnderTest>): Promise<OpenedStack> {
  const created = await create()
  const root = await realpath(await mkdtemp(join(tmpdir(), 'regauge-kit-')))
  await writeFile(join(root, 'package.json'), '{ "type": "module" }\n')
  const { components, defaults = {} } = created
  const spec: StackSpec = {
    name: 'kit',
    packages: await Promise.all(created.packages.map((each, index) => packageName(root, each, index))),
    components: { 'experiment-trackers': {}, 'step-operators': {}, ...components },
    defaults,
  }
  const secrets: SecretSource = {
    async resolve(name) {
      const own = KIT_SECRETS[name] ?? (await created.secrets?.resolve(name))
      if (own === undefined) throw secretNotFound(name)
      return own
    },
  }
  const stack = await openStack({ spec }, { project: { root }, secrets })
  return {
    root,
    stack,
    secrets,
    startDriver: created.startDriver,
    async prepare(pipeline, { params: given = {}, policy } = {}) {
      const code = await packagePipeline(pipeline)
      const spec = code.definition.toSpec()
      const params = await code.definition.parseParams(given)
      return { code, spec, params, plan: compile(spec, params, stack.facts, { policy }) }
    },
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]()
      await created.remove?.()
      // A worker that a test has left behind may still write into it while it ends.
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}

function secretNotFound(name: string): RegaugeError {
  return new RegaugeError('SECRET_NOT_FOUND', {
    message: `The kit has no secret "${name}".`,
    hint: 'It has none on purpose.',
  })
}

/** The name of a package for a stack file; a module gets one that lies in the project. */
async function packageName(root: string, given: string | URL, index: number): Promise<string> {
  if (typeof given === 'string') return given
  const name = `./flavors-${index}.ts`
  await writeFile(join(root, name), `export * from ${JSON.stringify(fileURLToPath(given))}\n`)
  return name
}
