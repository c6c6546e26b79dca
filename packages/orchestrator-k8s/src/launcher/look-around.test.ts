import { expect, onTestFinished, test } from 'vitest'
import { scriptedClient, startScriptedApi } from '../api/scripted-api.fixture.ts'
import { deadlinesOf, orchestratorConfig } from '../config.ts'
import { lookAround, UNSEEN } from './look-around.ts'
import { trackBundle, type TrackedBundle } from './tracked-bundle.ts'

const MINUTE = 60_000

/** Bundles whose Jobs have made no pod, on a server that knows nothing of them. */
async function open() {
  const api = await startScriptedApi()
  onTestFinished(() => api[Symbol.asyncDispose]())
  const client = scriptedClient(api)
  onTestFinished(() => client[Symbol.asyncDispose]())
  const place = { client, namespace: 'ml', selector: 'app=any', deadlines: deadlinesOf(orchestratorConfig.parse({})) }
  const { signal } = new AbortController()
  return {
    bundle: (since = client.now) =>
      trackBundle({ id: 'fit@1', attempts: [{ path: 'fit', attempt: 1 }], job: 'job', index: undefined, since }),
    look: (bundles: readonly TrackedBundle[], known = UNSEEN) => lookAround(place, { bundles, known, signal }),
    waiting: () => client.now - MINUTE,
    asked: () => api.requests.map(({ resource }) => resource),
  }
}

test('as long as nothing waits for long, nobody looks', async () => {
  const { bundle, look, asked } = await open()
  expect(await look([bundle()])).toBe(UNSEEN)
  expect(asked()).toEqual([])
})

test('what was found when bundles had waited is good for a while, however often it is asked for', async () => {
  const { bundle, look, waiting, asked } = await open()
  const waits = [bundle(waiting())]
  const found = await look(waits)
  expect(found.jobs.get('job')).toBe('gone')
  const once = asked()
  expect(once).toEqual(['jobs', 'events'])
  expect(await look(waits, found)).toBe(found)
  expect(asked()).toEqual(once)
  await look(waits, { ...found, at: found.at - MINUTE })
  expect(asked()).toEqual([...once, ...once])
})

test('whoever cancels does not wait for the next look', async () => {
  const { bundle, look, asked } = await open()
  const found = await look([Object.assign(bundle(), { stopping: true })])
  await look([Object.assign(bundle(), { stopping: true })], found)
  expect(asked()).toEqual(['jobs', 'events', 'jobs', 'events'])
})
