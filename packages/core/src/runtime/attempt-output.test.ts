import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { localArtifactStore } from '../local-store/flavor.ts'
import { readLogs } from '../records/read-lines.ts'
import { AttemptOutput } from './attempt-output.ts'
import { type OutputFile, openOutputFile } from './output-file.ts'
import { createRedaction } from './redact.ts'

let directory: string
let store: ArtifactStore
let file: OutputFile

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'regauge-output-'))
  const config = { path: 'store', durable: false }
  store = await localArtifactStore.create({ config, components: {}, projectRoot: directory })
  file = openOutputFile(directory)
})

afterAll(async () => {
  file[Symbol.dispose]()
  await store[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

/** The store, which cannot be reached while `isDown`. */
function unreliable(isDown: () => boolean): ArtifactStore {
  const unreachable = () => Promise.reject(new RegaugeError('STORE_UNREACHABLE', { message: 'The store is down.' }))
  return {
    reach: store.reach,
    now: () => store.now(),
    put: (...args) => (isDown() ? unreachable() : store.put(...args)),
    get: (...args) => store.get(...args),
    stat: (...args) => store.stat(...args),
    list: (...args) => store.list(...args),
    delete: (...args) => store.delete(...args),
    [Symbol.asyncDispose]: async () => {},
  }
}

test('a store that could not be reached for a while costs no line', async () => {
  let isDown = true
  const output = new AttemptOutput(
    { run: 'r', path: 'a', attempt: 1 },
    { store: unreliable(() => isDown), file, start: 0, redact: createRedaction().redact, now: Date.now },
  )
  const lines = Array.from({ length: 40_000 }, (_, line) => `line ${line} of many`)
  writeSync(file.fd, `${lines.slice(0, 30_000).join('\n')}\n`)
  await expect(output.advance()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  await expect(output.advance()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  isDown = false
  await output.advance()
  writeSync(file.fd, lines.slice(30_000).join('\n'))
  const stored = await output.finish(file.size())
  expect(stored.lastLines.at(-1)).toBe('line 39999 of many')
  const read = await Array.fromAsync(readLogs(store, 'r', { path: 'a' }), ({ line }) => line.m)
  expect(read).toEqual(lines)
})

test('lines are shown as they are stored: in order, and without secrets', async () => {
  const redaction = createRedaction()
  redaction.add(['hunter2'])
  const shown: string[] = []
  const of = { run: 'r', path: 'b', attempt: 1 }
  const output = new AttemptOutput(of, {
    store,
    file,
    start: file.size(),
    redact: redaction.redact,
    echo: (lines, from) => shown.push(...lines.map((line) => `${from?.path} ${line.m}`)),
    now: Date.now,
  })
  writeSync(file.fd, 'first\nthe password is hunter2\nunended')
  await output.advance()
  expect(shown).toEqual(['b first', 'b the password is ***'])
  await output.finish(file.size())
  expect(shown.at(-1)).toBe('b unended')
  const read = await Array.fromAsync(readLogs(store, 'r', { path: 'b' }), ({ line }) => `b ${line.m}`)
  expect(read).toEqual(shown)
})
