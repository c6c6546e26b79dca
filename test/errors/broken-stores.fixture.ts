import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from '../support/project.ts'
import type { BrokenInput, FinishedRun } from './broken-inputs.fixture.ts'

const GET = ['artifacts', 'get', 'latest:double.text']
const SHOW = ['runs', 'show', 'RUN']

/** The store's file of the output that is a blob. */
function blobOf({ outputs }: FinishedRun): string {
  const { digest } = outputs.text
  return `.regauge/store/blobs/sha256/${digest.slice(0, 2)}/${digest}`
}

/** Replaces fields of the record of a run. */
function editRun(project: TestProject, { run }: FinishedRun, fields: object): void {
  const file = `.regauge/store/runs/${run}/run.json`
  const record = JSON.parse(readFileSync(join(project.root, file), 'utf8')) as object
  project.write(file, JSON.stringify({ ...record, ...fields }))
}

/** Leads the store's folder to itself, so that nobody can open it, whatever their permissions. */
function closeStore({ root }: TestProject): void {
  const store = join(root, '.regauge/store')
  rmSync(store, { recursive: true })
  symlinkSync('store', store)
}

export const BROKEN_STORES: readonly BrokenInput[] = [
  {
    title: 'a file in the place of its folder, when runs are listed',
    files: { '.regauge/store': '' },
    words: ['runs', 'list'],
    code: 'STORE_UNREACHABLE',
    exit: 3,
  },
  {
    title: 'a file in the place of a folder above it',
    files: { '.regauge': '' },
    words: ['run', 'pipeline.ts', '--param', 'n=1'],
    code: 'STORE_UNREACHABLE',
    exit: 3,
  },
  {
    title: 'a folder that cannot be read',
    arrange: closeStore,
    words: ['runs', 'list'],
    code: 'STORE_DENIED',
    exit: 3,
  },
  {
    title: 'a blob that was altered',
    arrange: (project, run) => project.write(blobOf(run), `"${'y'.repeat(100_000)}"`),
    words: GET,
    code: 'ARTIFACT_CORRUPT',
    exit: 1,
  },
  {
    title: 'a blob that was cut',
    arrange: (project, run) => project.write(blobOf(run), '"xxx'),
    words: GET,
    code: 'ARTIFACT_CORRUPT',
    exit: 1,
  },
  {
    title: 'a blob that is gone',
    arrange: ({ root }, run) => rmSync(join(root, blobOf(run))),
    words: GET,
    code: 'ARTIFACT_MISSING',
    exit: 1,
  },
  {
    title: 'a folder in the place of a blob',
    arrange({ root }, run) {
      rmSync(join(root, blobOf(run)))
      mkdirSync(join(root, blobOf(run)))
    },
    words: GET,
    code: 'ARTIFACT_MISSING',
    exit: 1,
  },
  {
    title: 'a record of a later version',
    arrange: (project, run) => editRun(project, run, { schema: 'regauge.run/99' }),
    words: SHOW,
    code: 'RECORD_TOO_NEW',
    exit: 2,
  },
  {
    title: 'a record of a version that never was',
    arrange: (project, run) => editRun(project, run, { schema: 'regauge.run/0' }),
    words: SHOW,
    code: 'RECORD_INVALID',
    exit: 1,
  },
  {
    title: 'a record of another run',
    arrange: (project, run) => editRun(project, run, { run: '0190a8b2-0000-7000-8000-000000000000' }),
    words: ['runs', 'list'],
    code: 'RECORD_INVALID',
    exit: 1,
  },
  {
    title: 'a record that something else wrote',
    arrange: (project, { run }) => project.write(`.regauge/store/runs/${run}/run.json`, '{ "hello": 1 }'),
    words: SHOW,
    code: 'RECORD_INVALID',
    exit: 1,
  },
  {
    title: 'a record that was cut, which counts as absent',
    arrange: (project, { run }) => project.write(`.regauge/store/runs/${run}/run.json`, '{ "schema":'),
    words: SHOW,
    code: 'RUN_NOT_FOUND',
    exit: 2,
  },
]
