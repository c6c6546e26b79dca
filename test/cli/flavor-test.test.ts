import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createProject } from '../support/project.ts'
import { beginOnTerminal, call, document } from './command.ts'

const BETWEEN_PROCESSES = 'of writers in several processes exactly one is told that it wrote'

/** A store that ignores conditions. */
const CARELESS = `
import { defineFlavor, delegateStore } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
export const careless = defineFlavor({
  ...localArtifactStore,
  name: 'careless',
  async create(options) {
    const store = await localArtifactStore.create(options)
    return delegateStore(store, { put: (key, source, { signal } = {}) => store.put(key, source, { signal }) })
  },
})
`

const MEMORY = `
import { defineFlavor } from '@regauge/core'
import { createMemoryArtifactStore } from '@regauge/testing'
import { z } from 'zod'
export const memory = defineFlavor({
  kind: 'artifact-store',
  name: 'memory',
  summary: 'Keeps objects in the memory of this process.',
  config: z.strictObject({}),
  capabilities: { reach: 'machine', nestedKeys: true },
  create: async () => createMemoryArtifactStore(),
})
`

const MEMORY_KIT = `
import { createMemoryArtifactStore, describeArtifactStore } from '@regauge/testing'
import { expect, test } from 'vitest'
import { memory } from './index.ts'
describeArtifactStore({
  name: 'memory',
  create: async () => ({ store: createMemoryArtifactStore() }),
  capabilities: memory.capabilities,
  waivers: [{ test: '${BETWEEN_PROCESSES}', reason: 'no other process reaches its memory' }],
})
test('one of its own', () => expect(memory.name).toBe('memory'))
`

/** Launchers that do not open. */
const CLUSTER = `
import { defineFlavor, RegaugeError } from '@regauge/core'
import { z } from 'zod'
const openLauncher = async () => { throw new RegaugeError('STORE_DENIED', { message: 'The cluster refuses.' }) }
const place = { capacity: {}, openLauncher, async [Symbol.asyncDispose]() {} }
const about = { name: 'cluster', summary: 'Launches nothing.', config: z.strictObject({ zone: z.string().optional() }) }
const capabilities = { image: 'host', remote: false, adoptable: false }
export const operator = defineFlavor({ kind: 'step-operator', ...about, capabilities, create: async () => place })
export const orchestrator = defineFlavor({
  kind: 'orchestrator', ...about, capabilities: { ...capabilities, mode: 'driven' },
  create: async () => ({ mode: 'driven', ...place }),
})
`

const STACK = `name: test
packages: ['@regauge/orchestrator-local', './careless.ts']
components:
  orchestrator: { flavor: local }
  artifact-store: { flavor: careless, config: { path: '\${env:WHERE}' } }
`

const FILES = {
  'careless.ts': CARELESS,
  'cluster.ts': CLUSTER,
  'memory/package.json': '{ "name": "memory", "type": "module" }',
  'memory/index.ts': MEMORY,
  'memory/kit.test.ts': MEMORY_KIT,
  'stacks/test.yaml': STACK,
  'relative.yaml': 'path: store',
  'empty.yaml': '',
}

interface Report {
  readonly ok: boolean
  readonly promises: { readonly total: number; readonly kept: number; readonly broken: number; readonly waived: number }
  readonly suites: readonly {
    readonly name: string
    readonly groups: readonly {
      readonly name: string
      readonly promises: readonly { readonly title: string; readonly state: string; readonly reason?: string }[]
    }[]
  }[]
}

const report = (words: readonly string[], cwd: string) => document<Report>(['flavor', 'test', ...words], { cwd })
const inState = ({ suites }: Report, state: string) =>
  suites.flatMap(({ groups }) => groups.flatMap(({ promises }) => promises.filter((each) => each.state === state)))

describe('regauge flavor test', () => {
  test('runs the kit of a flavor with a config, and prints its promises in groups', async () => {
    using own = createProject(FILES)
    const { code, out } = await call(['flavor', 'test', '@regauge/core', '--config', 'relative.yaml'], {
      cwd: own.root,
    })
    expect(code).toBe(0)
    expect(out).toMatch(/^artifact store "local"\n {2}✓ round trip +\d+ kept\n/)
    expect(out).toMatch(/^ {2}✓ put if absent +5 kept$/m)
    expect(out).toMatch(/^✓ (\d+) of \1 promises kept in \S+\n$/m)
    expect(readdirSync(own.root)).not.toContain('store')
  })

  test('names each promise that is broken, why, and ends with 1', async () => {
    using own = createProject(FILES)
    const words = ['flavor', 'test', 'careless.ts', '--config', 'relative.yaml']
    const { code, out } = await call(words, { cwd: own.root })
    expect(code).toBe(1)
    expect(out).toMatch(/^ {2}✗ put if absent +0 of 5 kept$/m)
    expect(out).toMatch(/^ {6}broken {2}the second writer of 5 bytes .*\n {14}expected \{ written: true \} to /m)
    expect(out).toMatch(/^✗ \d+ of \d+ promises kept, 5 broken in /m)
  })

  test('uses the components as a stack does, all of them or those of one package', async () => {
    using own = createProject(FILES)
    const env = { WHERE: 'store' }
    const { code, out } = await call(['flavor', 'test', './careless.ts', '--stack', 'test', '--json'], {
      cwd: own.root,
      env,
    })
    expect(code).toBe(1)
    // The document is of the documented shape.
    const { ok, suites, promises } = JSON.parse(out) as Report
    expect({ ok, broken: promises.broken, suites: suites.map(({ name }) => name) }).toEqual({
      ok: false,
      broken: 5,
      suites: ['artifact store "careless"'],
    })
    const unset = await call(['flavor', 'test', '--stack', 'test'], { cwd: own.root })
    expect(unset).toMatchObject({ code: 2, err: expect.stringContaining('error[STACK_REFERENCE_UNRESOLVED]') })
    const other = await call(['flavor', 'test', 'memory', '--stack', 'test'], { cwd: own.root })
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('which brings "memory" of artifact-store') })
  })

  test("runs a package's own tests where nothing else is said, and tells what it waives", async () => {
    using own = createProject(FILES)
    const all = await report(['memory'], own.root)
    expect(all.ok).toBe(true)
    expect(inState(all, 'waived')).toMatchObject([
      { title: BETWEEN_PROCESSES, reason: 'no other process reaches its memory' },
    ])
    expect(all.suites.map(({ name }) => name).toSorted()).toEqual(['artifact store "memory"', 'kit.test.ts'])
    const bare = await call(['flavor', 'test', 'memory', '--config', 'empty.yaml', '--json'], { cwd: own.root })
    expect(bare.code).toBe(1)
    expect(inState(JSON.parse(bare.out) as Report, 'broken')).toMatchObject([{ title: BETWEEN_PROCESSES }])
  })

  test('tests a package that has just been made, from inside of it', { timeout: 180_000 }, async () => {
    using own = createProject()
    await call(['flavor', 'new', 'vault', '--kind', 'artifact-store'], { cwd: own.root })
    const { ok, suites } = await report(['-C', 'artifact-store-vault'], own.root)
    expect({ ok, suites: suites.map(({ name }) => name) }).toEqual({ ok: true, suites: ['artifact store "vault"'] })
  })

  test('runs the kits of orchestrators and step operators', async () => {
    using own = createProject({ ...FILES, 'zone.yaml': 'zone: a' })
    const words = ['flavor', 'test', 'cluster.ts', '--config', 'zone.yaml', '--json']
    const operator = await call([...words, '--kind', 'step-operator'], { cwd: own.root })
    expect(operator.code).toBe(1)
    const { suites } = JSON.parse(operator.out) as Report
    expect(suites.map(({ name }) => name)).toEqual(['launcher "cluster"'])
    const broken = inState(JSON.parse(operator.out) as Report, 'broken')
    expect(broken).toContainEqual(expect.objectContaining({ reason: 'The cluster refuses.' }))
    const both = await call(words, { cwd: own.root })
    expect(JSON.parse(both.out)).toMatchObject({
      error: { code: 'USAGE_INVALID', hint: expect.stringContaining('--kind') },
    })
  })

  test('refuses a config with which all stores would be one, before anything is tested', async () => {
    using own = createProject(FILES)
    own.write('absolute.yaml', `path: ${own.root}/shared`)
    const words = ['flavor', 'test', '@regauge/core', '--config', 'absolute.yaml', '--json']
    const { code, out } = await call(words, { cwd: own.root })
    expect(code).toBe(2)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'FLAVOR_TEST_NOT_APART' } })
  })

  test('ends with 3 where the store is out of reach, and leaves no directories behind', async () => {
    using own = createProject({
      ...FILES,
      's3.yaml':
        'bucket: b\nendpoint: http://127.0.0.1:1\ncredentials: { accessKeyId: a, secretAccessKey: "${env:KEY}" }\n',
    })
    const words = ['flavor', 'test', '@regauge/artifact-store-s3', '--config', 's3.yaml', '--json']
    const { code, out } = await call(words, { cwd: own.root, env: { KEY: 'k', TMPDIR: own.root } })
    expect({ code, error: JSON.parse(out) as object }).toMatchObject({
      code: 3,
      error: { error: { code: 'STORE_UNREACHABLE' } },
    })
    expect(readdirSync(own.root).filter((name) => name.startsWith('regauge-kit-'))).toEqual([])
  })

  test('says what is missing: a package, tests, a module, a file', async () => {
    using own = createProject({
      ...FILES,
      'bare/package.json': '{}',
      'throws/a.test.ts': 'throw new Error("at import")',
      'throws/package.json': '{}',
    })
    const errorOf = async (...words: readonly string[]) => {
      const { code, out } = await call(['flavor', 'test', ...words, '--json'], { cwd: own.root })
      // Errors have one documented shape.
      return [code, (JSON.parse(out) as { readonly error: { readonly code: string } }).error.code]
    }
    expect(await errorOf('nowhere')).toEqual([2, 'FLAVOR_PACKAGE_NOT_FOUND'])
    expect(await errorOf('bare', '--config', 'empty.yaml')).toEqual([2, 'FLAVOR_PACKAGE_NOT_FOUND'])
    expect(await errorOf('bare')).toEqual([2, 'FLAVOR_TEST_NOTHING'])
    expect(await errorOf('throws')).toEqual([1, 'FLAVOR_TEST_FAILED'])
    expect(await errorOf('memory', '--config', 'nowhere.yaml')).toEqual([2, 'STACK_FILE_UNREADABLE'])
    expect(await errorOf('memory', '--config', 'relative.yaml')).toEqual([2, 'STACK_CONFIG_UNKNOWN'])
    expect(await errorOf('memory', '--config', 'empty.yaml', '--stack', 'test')).toEqual([2, 'USAGE_INVALID'])
    expect(await errorOf('memory', '--config', 'empty.yaml', '--patience', '5')).toEqual([2, 'USAGE_INVALID'])
  })

  test('stops at Ctrl-C', async () => {
    using own = createProject(FILES)
    const words = ['flavor', 'test', '@regauge/core', '--config', 'relative.yaml']
    const calling = beginOnTerminal(words, { cwd: own.root })
    await calling.said('round trip')
    calling.interrupt()
    expect(await calling.ended).toMatchObject({ code: 130 })
  })
})
