import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { environment } from '../support/environment.ts'
import { ROOT } from '../support/project.ts'
import { createWorkplace, install, pack, type Tarballs } from './installation.ts'

/** The kinds that `flavor new` knows, and the part of its kit that is run here: launchers are the same for both. */
const KITS = {
  'artifact-store': '^artifact store',
  orchestrator: '^orchestrator',
  'step-operator': '^launcher',
} as const
type Kind = keyof typeof KITS
const KINDS = Object.keys(KITS) as readonly Kind[]

const FILES = {
  'regauge.yaml': '{}\n',
  'package.json': '{ "type": "module" }\n',
  'pipeline.ts': `
import { artifact, pipeline, step } from '@regauge/core'
import { z } from 'zod'

const Letter = artifact({ name: 'letter', materializer: 'text' })
const writes = step({ name: 'writes', outputs: { letter: Letter }, run: () => ({ letter: 'hello' }) })
const counts = step({
  name: 'counts', inputs: { letter: Letter }, outputs: { length: z.number() }, operator: 'here',
  run: ({ letter }) => ({ length: letter.length }),
})
export const main = pipeline({ name: 'main', build: ({ run }) => run(counts, { letter: run(writes, {}).letter }) })
`,
  'stacks/own.yaml': stackFile('own', '.regauge/vault.db'),
  // A path below a file.
  'stacks/unreachable.yaml': stackFile('unreachable', 'pipeline.ts/vault.db'),
}

function stackFile(name: string, file: string): string {
  return `
name: ${name}
packages: [${KINDS.map((kind) => `'${kind}-vault'`).join(', ')}]
components:
  orchestrator: { flavor: vault, config: { slots: 1 } }
  artifact-store: { flavor: vault, config: { file: ${file} } }
  step-operators: { here: { flavor: vault } }
`
}

const workplace = createWorkplace()
let published: Tarballs = {}

beforeAll(async () => {
  published = await pack(
    ['core', 'testing', 'orchestrator-local', 'cli'].map((name) => `./packages/${name}`),
    workplace.root,
  )
  await install(join(workplace.root, 'authors'), published)
  write('authors', { 'regauge.yaml': '{}\n' })
})

afterAll(() => workplace[Symbol.dispose]())

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workplace.root, folder, path)), { recursive: true })
    writeFileSync(join(workplace.root, folder, path), text)
  }
}

/** Runs a module with this Node; rejects, with what it said, where it fails. */
async function node(folder: string, ...words: readonly string[]): Promise<string> {
  const cwd = join(workplace.root, folder)
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd, env: environment({ NO_COLOR: '1' }) })
  return stdout
}

/** What the command that is installed in a folder answers, whether or not it fails. */
async function regauge(folder: string, ...words: readonly string[]): Promise<Record<string, unknown>> {
  const said = await node(folder, 'node_modules/regauge/bin/regauge.js', ...words, '--json').catch(
    (error: { readonly stdout: string }) => error.stdout,
  )
  return JSON.parse(said) as Record<string, unknown>
}

/** Scaffolded flavors that have been built, put to the test and packed, by kind. */
const scaffolded = new Map<Kind, Promise<Tarballs>>()

function scaffold(kind: Kind): Promise<Tarballs> {
  const making = scaffolded.get(kind) ?? scaffoldAnew(kind)
  scaffolded.set(kind, making)
  return making
}

async function scaffoldAnew(kind: Kind): Promise<Tarballs> {
  await regauge('authors', 'flavor', 'new', 'vault', '--kind', kind)
  await node(`authors/${kind}-vault`, join(ROOT, 'node_modules/typescript/bin/tsc'))
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const said = await node(`authors/${kind}-vault`, vitest, 'run', '--testNamePattern', KITS[kind])
  expect(said).toMatch(/Tests +\d+ passed/)
  return pack([join(workplace.root, 'authors', `${kind}-vault`)], workplace.root)
}

async function scaffoldAll(): Promise<Tarballs> {
  const tarballs = await Promise.all(KINDS.map(scaffold))
  return Object.fromEntries(tarballs.flatMap((each) => Object.entries(each)))
}

describe('what is published', () => {
  test.each(KINDS)(
    'scaffolds a flavor of %s that builds and whose kit passes at once',
    { timeout: 300_000 },
    async (kind) => {
      expect(Object.keys(await scaffold(kind))).toEqual([`${kind}-vault`])
    },
  )

  test('runs pipelines on scaffolded flavors that are installed as packages', async () => {
    await install(join(workplace.root, 'users'), { ...published, ...(await scaffoldAll()) })
    write('users', FILES)
    expect(await regauge('users', 'run', 'pipeline.ts', '--stack', 'own')).toMatchObject({
      status: 'succeeded',
      outputs: { length: { value: 5 } },
    })
    const { flavors } = await regauge('users', 'flavor', 'list', '--stack', 'own')
    const proven = { promises: expect.any(Number) as number, waived: [] }
    expect(flavors).toMatchObject([
      { kind: 'artifact-store', name: 'local' },
      { kind: 'artifact-store', name: 'vault', proven: [{ kit: 'artifact-store', ...proven }] },
      { kind: 'orchestrator', name: 'vault', proven: [{ kit: 'orchestrator', ...proven }] },
      { kind: 'step-operator', name: 'vault', proven: [{ kit: 'launcher', ...proven }] },
    ])
  })

  test('recognises flavors, errors and records of another copy of core', async () => {
    const flavors = await scaffoldAll()
    await install(join(workplace.root, 'others'), { ...published, ...flavors })
    for (const name of Object.keys(flavors)) {
      await install(join(workplace.root, 'others/node_modules', name), { '@regauge/core': published['@regauge/core']! })
    }
    write('others', FILES)
    expect(await regauge('others', 'run', 'pipeline.ts', '--stack', 'own')).toMatchObject({
      status: 'succeeded',
      outputs: { length: { value: 5 } },
    })
    const [run] = (await regauge('others', 'runs', 'list', '--stack', 'own'))['runs'] as readonly { run: string }[]
    expect(await regauge('others', 'runs', 'show', run!.run, '--stack', 'own')).toMatchObject({
      steps: [
        { path: 'writes', status: 'succeeded', worker: expect.stringContaining('worker 1') as string },
        { path: 'counts', status: 'succeeded' },
      ],
    })
    expect(await regauge('others', 'runs', 'list', '--stack', 'unreachable')).toMatchObject({
      error: { code: 'STORE_UNREACHABLE', hint: expect.stringContaining('permissions') as string },
    })
  })
})
