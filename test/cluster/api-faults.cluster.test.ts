import { describe, expect, test } from 'vitest'
import { createObject } from '../../packages/orchestrator-k8s/src/api/create-object.ts'
import { getObject } from '../../packages/orchestrator-k8s/src/api/get-object.ts'
import { listObjects } from '../../packages/orchestrator-k8s/src/api/list-objects.ts'
import { CONFIG_MAPS, PODS } from '../../packages/orchestrator-k8s/src/api/resources.ts'
import { followPods, openTestedApi, type FollowedPods } from './api.fixture.ts'
import { openFaults } from './faults.fixture.ts'

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

describe('row 17: on a real cluster', { timeout: 120_000 }, () => {
  test('an API server that is killed and started again hides no end of a pod', async (context) => {
    await using faults = openFaults(context)
    await using api = await openTestedApi()
    await using followed = followPods(api.client, QUICK)
    await expect.poll(() => followed.told, POLL).toContain('synced')
    for (const name of NAMES) await api.createJob(name, AWHILE)
    await allStarted(followed)
    await faults.kill('kube-apiserver')
    await faults.start('kube-apiserver')
    await allSucceeded(followed)
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
  test('a store of the API server that is frozen makes calls slow, and none fail or take effect twice', async (context) => {
    await using faults = openFaults(context)
    await using api = await openTestedApi()
    const { client } = api
    await faults.freeze('etcd')
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
    await faults.thaw('etcd')
    expect((await Promise.all(creating)).map(({ object }) => object.metadata?.name)).toEqual(NAMES)
    await reading
    expect((await listObjects(client, PODS, { project: () => 0 })).items).toEqual([])
  })
})
