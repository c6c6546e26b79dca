import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { delegateStore } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'
import { putRecord } from '@regauge/core/records'
import { expect, test } from 'vitest'
import { lookAtAttempts, readProgress } from './read-progress.ts'
import { trackBundle } from './tracked-bundle.ts'

const RUN = 'r1'
const { signal } = new AbortController()

/** A store in which attempt 1 of `done` has ended, that of `begun` has begun, and nothing is there of `next`. */
async function openStore() {
  const root = await mkdtemp(join(tmpdir(), 'regauge-progress-'))
  const store = await localArtifactStore.create({
    config: { path: root, durable: false },
    components: {},
    projectRoot: root,
  })
  const put = (path: string, kind: 'claim' | 'outcome') =>
    putRecord(store, `runs/${RUN}/steps/${path}@1.${kind}.json`, { schema: `regauge.${kind}/1`, run: RUN })
  await put('done', 'claim')
  await put('done', 'outcome')
  await put('begun', 'claim')
  const asked = { stat: 0, list: 0 }
  const counting = delegateStore(store, {
    stat: async (...call) => {
      asked.stat += 1
      return store.stat(...call)
    },
    list: async (...call) => {
      asked.list += 1
      return store.list(...call)
    },
  })
  return {
    store: counting,
    asked,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await rm(root, { recursive: true, force: true })
    },
  }
}

const bundle = () =>
  trackBundle({
    id: 'done@1',
    attempts: ['done', 'begun', 'next'].map((path) => ({ path, attempt: 1 })),
    job: 'rg-job',
    index: undefined,
    since: 0,
  })

test.for([1, 5_000])('of %i bundles the same is found', async (bundles) => {
  await using opened = await openStore()
  const look = await lookAtAttempts({ store: opened.store, run: RUN }, bundles, signal)
  expect(await Array.fromAsync(readProgress(bundle(), look))).toEqual([
    { kind: 'started', attempt: 'done@1' },
    { kind: 'outcome', attempt: 'done@1' },
    { kind: 'started', attempt: 'begun@1' },
  ])
})

test('many bundles are looked at by one list, however many attempts they have', async () => {
  await using opened = await openStore()
  const look = await lookAtAttempts({ store: opened.store, run: RUN }, 5_000, signal)
  for (let count = 0; count < 5_000; count += 1) await Array.fromAsync(readProgress(bundle(), look))
  expect(opened.asked).toEqual({ stat: 0, list: 1 })
})
