import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createObject } from '../../packages/orchestrator-k8s/src/api/create-object.ts'
import { getObject } from '../../packages/orchestrator-k8s/src/api/get-object.ts'
import { listObjects } from '../../packages/orchestrator-k8s/src/api/list-objects.ts'
import { CONFIG_MAPS, PODS } from '../../packages/orchestrator-k8s/src/api/resources.ts'
import { followPods, openTestedApi, type FollowedPods } from './api.fixture.ts'
import { openFaults } from './faults.fixture.ts'
import { openPromptedStack, type PromptedRun, type PromptedStack } from './prompted-stack.fixture.ts'
import { TENTH } from './stack.fixture.ts'
import { until } from './until.ts'

const NAMES = ['a', 'b', 'c', 'd']

/** Ends with 0 after a while, so that the API server may go meanwhile. */
const AWHILE = 'await new Promise((go) => setTimeout(go, 3000))'

const POLL = { timeout: 100_000, interval: 100 }

/** A follower that notices after 3 s what it would else notice after 90 s. */
const QUICK = { silenceMs: 3000 }

async function allStarted(followed: FollowedPods): Promise<void> {
  for (const name of NAMES) await expect.poll(() => followed.told, POLL).toContain(`added ${name} Pending`)
}

/** Every pod's end was told, and each state once. */
async function allSucceeded(followed: FollowedPods): Promise<void> {
  for (const name of NAMES) await expect.poll(() => followed.told, POLL).toContain(`modified ${name} Succeeded`)
  expect(followed.told.filter((text) => text.startsWith('added'))).toHaveLength(NAMES.length)
  expect(followed.told.filter((text) => text.startsWith('deleted'))).toEqual([])
}

/** Controllers take a while to find their way back to an API server. */
const PATIENT = { deadlines: { ...TENTH, noPod: '2m' } }

/** Longer than the daemons of the cluster and our own client take to ask again. */
const FROZEN_MS = 10_000

/** A run that waits in a step, which its driver knows, with another one to start behind it. */
async function begin(opened: PromptedStack): Promise<PromptedRun> {
  const run = await opened.drive(await opened.submit({ pipeline: 'between' }))
  await until(async () => run.statuses.at(-1)?.live.some(({ path, state }) => path === 'works' && state === 'running'))
  await until(() => opened.stack.store.stat(`runs/${run.id}/steps/before@1.outcome.json`))
  return run
}

/** Lets the step end while the cluster can neither tell of it nor take the next one, which is asked for all the same. */
async function endUnseen({ prompter }: PromptedStack, { statuses }: PromptedRun): Promise<void> {
  prompter.tell('works@1', 'return')
  await until(async () => statuses.some(({ live }) => live.some(({ path }) => path === 'notes')))
}

/** Each step of the run took one attempt. */
async function wentThrough(opened: PromptedStack, { id, result }: PromptedRun): Promise<void> {
  expect(await result).toMatchObject({ kind: 'ended', end: { status: 'succeeded' } })
  const succeeded = 'succeeded'
  expect((await opened.read(id)).fates).toEqual({ 'before@1': succeeded, 'works@1': succeeded, 'notes@1': succeeded })
  expect(await opened.jobs()).toHaveLength(3)
}

describe('row 17: on a real cluster', { timeout: 120_000 }, () => {
  test('an API server that is killed and started again hides no end of a pod, and fails no step', async (context) => {
    await using faults = openFaults(context)
    await using api = await openTestedApi()
    await using opened = await openPromptedStack({ config: PATIENT })
    const run = await begin(opened)
    await using followed = followPods(api.client, QUICK)
    await expect.poll(() => followed.told, POLL).toContain('synced')
    for (const name of NAMES) await api.createJob(name, AWHILE)
    await allStarted(followed)
    await faults.kill('kube-apiserver')
    await endUnseen(opened, run)
    await faults.start('kube-apiserver')
    await allSucceeded(followed)
    await wentThrough(opened, run)
  })

  test('an API server that accepts and says nothing hides no end of a pod', async (context) => {
    await using faults = openFaults(context)
    await using api = await openTestedApi({ timings: { requestMs: 3000, patienceMs: 0 } })
    await using followed = followPods(api.client, QUICK)
    await expect.poll(() => followed.told, POLL).toContain('synced')
    for (const name of NAMES) await api.createJob(name, AWHILE)
    await allStarted(followed)
    await faults.freeze('kube-apiserver')
    await expect.poll(() => followed.troubles.join(), POLL).toContain('no answer within 3 s')
    await faults.thaw('kube-apiserver')
    await allSucceeded(followed)
  })
})

describe('row 18: on a real cluster', { timeout: 120_000 }, () => {
  test('a store of the API server that is frozen makes calls slow; no call or step fails or takes effect twice', async (context) => {
    await using faults = openFaults(context)
    await using api = await openTestedApi()
    await using opened = await openPromptedStack({ config: PATIENT })
    const { client } = api
    const run = await begin(opened)
    await faults.freeze('etcd')
    const frozen = pause(FROZEN_MS)
    await endUnseen(opened, run)
    const creating = NAMES.map((name) =>
      createObject(client, CONFIG_MAPS, { object: { metadata: { name } }, isDeterministic: true, patienceMs: 90_000 }),
    )
    const reading = getObject(client, CONFIG_MAPS, { name: 'a', patienceMs: 90_000 })
    await expect
      .poll(
        () => client.requests.find(({ verb, resource }) => verb === 'create' && resource === 'configmaps')?.count,
        POLL,
      )
      .toBe(4)
    await frozen
    await faults.thaw('etcd')
    expect((await Promise.all(creating)).map(({ object }) => object.metadata?.name)).toEqual(NAMES)
    await reading
    expect((await listObjects(client, PODS, { project: () => 0 })).items).toEqual([])
    await wentThrough(opened, run)
  })
})
