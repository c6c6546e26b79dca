import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { delegateStore } from '../contracts/delegate-store.ts'
import { keys, parseStepKey } from './keys.ts'
import { listAll } from './list-all.ts'
import type { AnyRecord } from './record-store.ts'
import { putRecord, readRecord } from './record-store.ts'
import { outcomeRecord } from './records.fixture.ts'

let folder: string
let store: ArtifactStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regauge-records-'))
  store = await localArtifactStore.create({
    config: { path: folder, durable: false },
    components: {},
    projectRoot: '/',
  })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const KEY = keys.outcome('r', 'sweep[3].fit', 1)
const outcome = outcomeRecord('r', 'sweep[3].fit', 1)

/** The outcome with other fields, or more of them. */
const like = (fields: { readonly [field: string]: unknown }) => ({ ...outcome, ...fields }) as AnyRecord

test('a record comes back as it was put, and an absent one is undefined', async () => {
  expect(await readRecord(store, KEY, 'regauge.outcome')).toBeUndefined()
  expect(await putRecord(store, KEY, outcome, { ifAbsent: true })).toEqual({ written: true })
  expect(await putRecord(store, KEY, like({ epoch: 2 }), { ifAbsent: true })).toEqual({ written: false })
  expect(await readRecord(store, KEY, 'regauge.outcome')).toEqual(outcome)
  expect(await putRecord(store, KEY, like({ epoch: 3 }))).toEqual({ written: true })
  expect(await readRecord(store, KEY, 'regauge.outcome')).toMatchObject({ epoch: 3 })
})

test('fields of a later version are no obstacle', async () => {
  await putRecord(store, KEY, like({ mood: 'good' }))
  expect(await readRecord(store, KEY, 'regauge.outcome')).toMatchObject(outcome)
})

test('a later major is refused', async () => {
  await putRecord(store, KEY, like({ schema: 'regauge.outcome/2' }))
  await expect(readRecord(store, KEY, 'regauge.outcome')).rejects.toMatchObject({ code: 'RECORD_TOO_NEW' })
})

test.each(['regauge.run/1', 'regauge.outcome', 'regauge.outcome/0', 'regauge.outcome/x', 7])(
  'a record with the schema %j is another one',
  async (schema) => {
    await putRecord(store, KEY, like({ schema }))
    await expect(readRecord(store, KEY, 'regauge.outcome')).rejects.toMatchObject({ code: 'RECORD_INVALID' })
  },
)

test.each(['', '{"schema":"regauge.outc', '\0\0\0\0', 'null', '5'])(
  'a record that a loss of power left as %j counts as absent and is kept aside',
  async (content) => {
    await putRecord(store, KEY, outcome)
    await writeFile(join(folder, KEY), content)
    expect(await readRecord(store, KEY, 'regauge.outcome', { readOnly: true })).toBeUndefined()
    expect(await store.stat(KEY)).toBeDefined()
    expect(await readRecord(store, KEY, 'regauge.outcome')).toBeUndefined()
    expect(await putRecord(store, KEY, outcome, { ifAbsent: true })).toEqual({ written: true })
    const all: string[] = []
    for await (const { key } of listAll(store, keys.runFolder('r'))) all.push(key)
    expect(all).toHaveLength(2)
    const aside = all.find((key) => key !== KEY)!
    expect(aside).toMatch(/^runs\/r\/broken\/[0-9a-f]{8}\/steps\//)
    expect(await readFile(join(folder, aside), 'utf8')).toBe(content)
    expect(aside.startsWith(keys.steps('r')) && parseStepKey(aside)).toBe(false)
  },
)

test('a broken record of a remote store was not left by a loss of power', async () => {
  await store.put(KEY, {
    size: 1,
    open: async function* () {
      yield Buffer.from('{')
    },
  })
  const remote = delegateStore(store, { reach: 'network' })
  await expect(readRecord(remote, KEY, 'regauge.outcome')).rejects.toMatchObject({ code: 'RECORD_INVALID' })
})
