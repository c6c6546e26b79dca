import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REMOTE_ENV, RUNNER_EXIT } from './assignment.ts'
import { probeEnv } from './assignment-env.ts'
import { parseFindings } from './findings-text.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regauge-remote-probe-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Starts the main module with a store whose path is that variable, and gives its exit code and last words. */
async function probe(variables: Readonly<Record<string, string>>) {
  const store = { component: { flavor: 'local', config: { path: '${env:STORE}' } }, packages: [] }
  const { plain } = probeEnv({ store, timeoutMs: 30_000 }, { env: variables, secretEnv: {}, secrets: [] })
  const main = createRequire(import.meta.url).resolve('@regauge/core/remote-probe')
  const termination = join(folder, 'termination')
  const env = { PATH: process.env['PATH'], [REMOTE_ENV.termination]: termination, ...plain }
  const { promise, resolve } = Promise.withResolvers<number>()
  const child = execFile(process.execPath, [...process.execArgv, main], { cwd: folder, env }, () =>
    resolve(child.exitCode ?? -1),
  )
  return { code: await promise, words: await readFile(termination, 'utf8') }
}

test('a probe elsewhere leaves what it finds of the store as its last words', async () => {
  const { code, words } = await probe({ STORE: join(folder, 'store') })
  expect(code).toBe(RUNNER_EXIT.done)
  expect(parseFindings(words)?.map(({ name, ok }) => [name, ok])).toEqual(
    ['write', 'read', 'range', 'list', 'put if absent', 'race', 'clock', 'delete'].map((name) => [name, true]),
  )
})

test('a probe elsewhere that cannot open the store says why', async () => {
  const { code, words } = await probe({})
  expect(code).toBe(RUNNER_EXIT.config)
  expect(parseFindings(words)).toBeUndefined()
  expect(JSON.parse(words)).toMatchObject({ regauge: 1, class: 'config', code: 'STACK_REFERENCE_UNRESOLVED' })
})
