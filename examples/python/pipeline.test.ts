import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const REPOSITORY = resolve(import.meta.dirname, '../..')
const REGAUGE = join(REPOSITORY, 'packages/cli/bin/regauge.js')

/** What `regauge run --json` prints, as far as it is looked at. */
interface RunDocument {
  readonly run: string
  readonly status: string
  readonly outputs: {
    readonly accuracy: { readonly value: number }
    readonly confusion: { readonly value: { readonly meant: number; readonly read: number; readonly times: number } }
    readonly report: { readonly type: string }
  }
}

let project: string
let document: RunDocument

/** Runs the pipeline in a copy of the example. */
beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'python-example-')))
  await cp(import.meta.dirname, join(project, 'python'), {
    recursive: true,
    filter: (path) => !/[\\/](?:node_modules|\.regauge)$/.test(path),
  })
  await cp(join(import.meta.dirname, '../digits/data'), join(project, 'digits/data'), { recursive: true })
  await symlink(join(REPOSITORY, 'node_modules'), join(project, 'node_modules'))
  document = JSON.parse(await regauge('run', 'pipeline.ts', '--json')) as RunDocument
})

afterAll(() => rm(project, { recursive: true, force: true }))

async function regauge(...words: readonly string[]): Promise<string> {
  const options = { cwd: join(project, 'python'), env: { ...process.env, NODE_OPTIONS: '' } }
  return (await promisify(execFile)(process.execPath, [REGAUGE, ...words], options)).stdout
}

/** The lines of a step's log or metrics, which are stored in numbered chunks. */
async function linesOf(stream: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const folder = join(project, 'python/.regauge/store/runs', document.run, 'steps')
  const chunks = (await readdir(folder)).filter((name) => name.startsWith(`${stream}.`))
  chunks.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const texts = await Promise.all(chunks.map((name) => readFile(join(folder, name), 'utf8')))
  const lines = texts.join('').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}

test('a model that Python trained reads more than nine of ten digits in TypeScript', () => {
  const { accuracy, confusion, report } = document.outputs
  expect(document.status).toBe('succeeded')
  expect(accuracy.value).toBeGreaterThan(0.9)
  expect(confusion.value.meant).not.toBe(confusion.value.read)
  expect(report.type).toBe('report')
})

test('the metrics of the Python step are kept, one point an epoch', async () => {
  const metrics = await linesOf('train@1.metrics')
  expect(metrics[0]).toMatchObject({ kind: 'param', name: 'digits', value: '1079' })
  const accuracy = metrics.filter(({ name }) => name === 'accuracy')
  expect(accuracy.map(({ step }) => step)).toEqual(Array.from({ length: 10 }, (_, epoch) => epoch + 1))
})

test('what the Python step prints is its log', async () => {
  const log = await linesOf('train@1.log')
  expect(log).toHaveLength(10)
  expect(log[9]).toMatchObject({ s: 'out', m: expect.stringMatching(/^epoch 10: \d+ mistakes in training/) as string })
})

test('the report comes out as a file', async () => {
  await regauge('artifacts', 'get', 'latest:report', '--out', 'report.md')
  const report = await readFile(join(project, 'python/report.md'), 'utf8')
  expect(report.trimEnd().split('\n')).toHaveLength(12)
})
