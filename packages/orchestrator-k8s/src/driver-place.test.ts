import type { DriverEvent, DriverRequest } from '@regauge/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { scriptedClient, startScriptedApi } from './api/scripted-api.fixture.ts'
import { orchestratorConfig } from './config.ts'
import { createDriverPlace } from './driver-place.ts'
import { names } from './names.ts'

const REQUEST: DriverRequest = {
  run: '0193c1e2-7f00-7abc-8def-0123456789ab',
  epoch: 1,
  pipeline: 'training',
  storeSpec: { component: { flavor: 's3', config: {} }, packages: [] },
  needs: { env: {}, secretEnv: { KEY: 'first' }, secrets: [] },
}
const JOB = { name: names.driver(REQUEST.run, 1), namespace: 'ml' }
const SECRET = { name: names.secret(REQUEST.run, 1), namespace: 'ml' }

/** The labels of a Job's pod that every version of Kubernetes sets. */
const LABELS = { 'job-name': JOB.name }

/** What a container that waits says, where nothing mends it, and where somebody may. */
const WRONG_NAME = { waiting: { reason: 'InvalidImageName', message: 'Wrong:::Name' } }
const PULL_FAILED = { waiting: { reason: 'ImagePullBackOff', message: 'not found' } }
const RUNNING = { running: { startedAt: '2026-11-21T18:25:18Z' } }

/** Drivers on a server in memory whose Jobs make no pods by themselves. */
async function open(options: Parameters<typeof startScriptedApi>[0] = {}) {
  const server = await startScriptedApi(options)
  onTestFinished(() => server[Symbol.asyncDispose]())
  const placeOf = (config: object = {}) =>
    createDriverPlace(orchestratorConfig.parse(config), () => Promise.resolve(scriptedClient(server)))
  const job = () => server.objects.find('jobs', JOB.name, JOB.namespace)
  return {
    server,
    placeOf,
    job,
    secret: () => server.objects.find('secrets', SECRET.name, SECRET.namespace),
    /** Gives the driver's Job a pod whose container is in this state. */
    makePod: (state: object) => {
      const status = { name: 'driver', state, ready: false, restartCount: 0, image: '', imageID: '' }
      server.objects.put('pods', {
        metadata: { name: 'pod', namespace: 'ml', labels: LABELS },
        spec: { nodeName: 'node', containers: [{ name: 'driver', image: 'Wrong:::Name' }] },
        status: { phase: 'Pending', containerStatuses: [status] },
      })
    },
    endJob: (type: 'Complete' | 'Failed') => {
      server.objects.patch('jobs', JOB, { status: { conditions: [{ type, status: 'True' }] } })
    },
    uid: () => job()?.metadata.uid,
  }
}

describe('a driver in a Job', () => {
  test.each([['waits', PULL_FAILED] as const, ['is at work', RUNNING] as const])(
    'that %s is left to it when it is asked for again',
    async (_, state) => {
      const { placeOf, makePod, uid } = await open()
      await placeOf().start(REQUEST)
      makePod(state)
      const before = uid()
      await placeOf().start(REQUEST)
      expect(uid()).toBe(before)
    },
  )

  test.each(['Complete', 'Failed'] as const)(
    'that has ended as %s without taking its epoch makes way for a new one, with secrets as they are now',
    async (end) => {
      const { placeOf, endJob, uid, secret } = await open()
      await placeOf().start(REQUEST)
      const before = uid()
      endJob(end)
      await placeOf().start({ ...REQUEST, needs: { ...REQUEST.needs, secretEnv: { KEY: 'second' } } })
      expect(uid()).not.toBe(before)
      expect(secret()).toMatchObject({ stringData: { REGAUGE_REMOTE_ENV_KEY: 'second' } })
    },
  )

  test('has its Secret where the answer to that was lost, although nobody may get Secrets', async () => {
    const denied = { status: 403, message: 'secrets is forbidden: User "ada" cannot get resource "secrets"' }
    const { placeOf, job, secret } = await open({
      script({ verb, resource, count }) {
        if (resource !== 'secrets') return undefined
        return verb === 'get' ? denied : count === 1 ? 'lost answer' : undefined
      },
    })
    await placeOf().start(REQUEST)
    expect([job(), secret()]).toEqual([expect.anything(), expect.anything()])
  })

  test('that waits under other settings makes way for one under those of now', async () => {
    const { placeOf, makePod, job } = await open()
    await placeOf({ image: 'Wrong:::Name' }).start(REQUEST)
    makePod(WRONG_NAME)
    await placeOf({ image: 'right:1' }).start(REQUEST)
    expect(JSON.stringify(job())).toContain('"image":"right:1"')
  })

  test('that is at work with other settings, or another object of its name, is nothing to take away', async () => {
    const { placeOf, makePod, server, uid } = await open()
    await placeOf().start(REQUEST)
    makePod(RUNNING)
    const before = uid()
    const refused = { code: 'KUBERNETES_OBJECT_FOREIGN' }
    await expect(placeOf({ image: 'other:1' }).start(REQUEST)).rejects.toMatchObject(refused)
    server.objects.patch('jobs', JOB, { metadata: { labels: { 'regauge.dev/run': 'another' } } })
    await expect(placeOf().start(REQUEST)).rejects.toMatchObject(refused)
    expect(uid()).toBe(before)
  })

  test('is taken away with its Secret, also when there is none any more', async () => {
    const { placeOf, job, secret } = await open()
    const place = placeOf()
    await place.start(REQUEST)
    expect(secret()).toBeDefined()
    for (let times = 0; times < 2; times += 1) await place.remove(REQUEST)
    expect([job(), secret()]).toEqual([undefined, undefined])
  })

  test('that something holds is not waited for for ever', async () => {
    const { placeOf } = await open({
      script: ({ verb, resource }) =>
        verb === 'delete' && resource === 'jobs' ? { status: 404, reason: 'NotFound' } : undefined,
    })
    const place = placeOf({ deadlines: { terminating: '1s' } })
    await place.start(REQUEST)
    await expect(place.remove(REQUEST)).rejects.toMatchObject({ code: 'KUBERNETES_CONFLICT' })
  })

  test('tells what it waits for, and that it may begin yet where it is given up', async () => {
    const { placeOf, makePod } = await open()
    const place = placeOf({ deadlines: { pull: '1s' } })
    await place.start(REQUEST)
    makePod(PULL_FAILED)
    const told: DriverEvent[] = []
    for await (const event of place.watch(REQUEST, { signal: AbortSignal.timeout(60_000) })) told.push(event)
    expect(told).toEqual([
      { kind: 'pending', reason: 'ImagePullBackOff: not found' },
      {
        kind: 'ended',
        failure: expect.objectContaining({ class: 'config', code: 'KUBERNETES_IMAGE_UNAVAILABLE' }) as unknown,
        mayBegin: true,
      },
    ])
  })

  test('whose node is silent may drive all the same: that it has ended is told when its Job has', async () => {
    const { placeOf, server } = await open()
    const place = placeOf({ deadlines: { nodeSilent: '1s' } })
    await place.start(REQUEST)
    const long = '2026-11-21T18:25:18Z'
    const ready = { type: 'Ready', status: 'False', lastTransitionTime: long }
    server.objects.put('pods', {
      metadata: { name: 'pod', namespace: 'ml', labels: LABELS },
      spec: { nodeName: 'far', containers: [{ name: 'driver', image: 'runner' }] },
      status: {
        phase: 'Running',
        conditions: [ready, { type: 'ContainersReady', status: 'True', lastTransitionTime: long }],
      },
    })
    const told: DriverEvent[] = []
    for await (const event of place.watch(REQUEST, { signal: AbortSignal.timeout(60_000) })) {
      told.push(event)
      if (told.length > 1) continue
      server.objects.patch('pods', { name: 'pod', namespace: 'ml' }, { status: { phase: 'Succeeded' } })
      server.objects.patch('jobs', JOB, { status: { conditions: [{ type: 'Complete', status: 'True' }] } })
    }
    expect(told).toEqual([
      { kind: 'pending', reason: expect.stringContaining('Node "far" of pod "pod" does not answer') as unknown },
      { kind: 'ended' },
    ])
  })

  test('that somebody has deleted, or that is not there, is told to be gone', async () => {
    const { placeOf, makePod, server } = await open()
    const place = placeOf({ deadlines: { noPod: '1s' } })
    const gone = { kind: 'ended', failure: { code: 'KUBERNETES_POD_DELETED' }, mayBegin: false }
    const watched = async (during?: () => void) => {
      const told: DriverEvent[] = []
      for await (const event of place.watch(REQUEST, { signal: AbortSignal.timeout(60_000) })) {
        told.push(event)
        during?.()
      }
      return told
    }
    expect(await watched()).toMatchObject([gone])
    await place.start(REQUEST)
    makePod(PULL_FAILED)
    const deleting = () => {
      for (const resource of ['jobs', 'pods']) {
        for (const object of server.objects.select(resource)) server.objects.remove(resource, object)
      }
    }
    expect(await watched(deleting)).toMatchObject([{ kind: 'pending' }, gone])
  })
})
