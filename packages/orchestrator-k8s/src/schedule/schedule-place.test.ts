import type { ScheduleRequest } from '@regauge/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ApiClient } from '../api/api-client.ts'
import { startScriptedApi } from '../api/scripted-api.fixture.ts'
import { orchestratorConfig } from '../config.ts'
import { names } from '../names.ts'
import { JOB_LABEL } from '../objects/keys.ts'
import { createSchedulePlace } from './schedule-place.ts'

const NIGHTLY: ScheduleRequest = {
  stack: 'k8s',
  pipeline: 'training',
  schedule: { name: 'nightly', cron: '30 4 * * *', timeZone: 'Europe/Berlin', concurrency: 'forbid', params: {} },
  template: 'a'.repeat(64),
  storeSpec: { component: { flavor: 's3', config: {} }, packages: [] },
  needs: { env: { BUCKET: 'b' }, secretEnv: { KEY: 'k' }, secrets: ['hf.token'] },
}

const NAME = { stack: 'k8s', pipeline: 'training', name: 'nightly' }
const CRON_JOB = { name: names.schedule(NAME), namespace: 'ml' }
const SECRET = { name: `${names.schedule(NAME)}-env`, namespace: 'ml' }

/** A place on a server in memory, whose clients may ask as often as they like. */
async function open() {
  const server = await startScriptedApi()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const config = orchestratorConfig.parse({ driverPod: { labels: { team: 'ml' } } })
  const openClient = () => Promise.resolve(new ApiClient(server.connection, { qps: 1_000, burst: 1_000 }))
  const find = (resource: string, { name, namespace }: typeof CRON_JOB) =>
    server.objects.find(resource, name, namespace) as Record<string, never> | undefined
  return {
    server,
    find,
    place: createSchedulePlace(config, openClient),
    /** As the CronJob's controller starts them, one after the other. */
    makeJobs: (...jobs: string[]) => {
      for (const name of jobs) server.objects.put('jobs', { metadata: { name } }, 'ml')
      server.objects.patch('cronjobs', CRON_JOB, { status: { active: jobs.map((name) => ({ name })) } })
    },
    /** Gives a Job a pod whose container is in this state. */
    makePod: (job: string, state: object) => {
      const status = { name: 'driver', state, ready: false, restartCount: 0, image: '', imageID: '' }
      server.objects.put('pods', {
        metadata: { name: `${job}-x`, namespace: 'ml', labels: { [JOB_LABEL]: job } },
        spec: { nodeName: 'node', containers: [{ name: 'driver', image: 'absent:1' }] },
        status: { phase: 'Pending', containerStatuses: [status] },
      })
    },
    /** Lets a Job get no pod. */
    refusePod: (job: string, message: string) => {
      const { uid } = server.objects.find('jobs', job, 'ml')!.metadata
      const event = { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${message}` }
      server.objects.put('events', { metadata: {}, involvedObject: { uid }, ...event }, 'ml')
    },
  }
}

describe('a schedule that is applied', () => {
  test('is a CronJob whose pods know what their runs are made of, and a Secret for what nobody may read', async () => {
    const { place, find } = await open()
    expect(await place.apply(NIGHTLY)).toEqual({ change: 'created', warnings: [] })
    expect(find('secrets', SECRET)).toMatchObject({ stringData: { REGAUGE_REMOTE_ENV_KEY: 'k' } })
    const cronJob = JSON.stringify(find('cronjobs', CRON_JOB))
    expect(cronJob).toContain(JSON.stringify(JSON.stringify({ template: NIGHTLY.template })).slice(3, -4))
    expect(cronJob).toContain(JSON.stringify({ name: 'REGAUGE_REMOTE_ENV_BUCKET', value: 'b' }))
    expect(cronJob).toContain(JSON.stringify({ secretKeyRef: { name: SECRET.name, key: 'REGAUGE_REMOTE_ENV_KEY' } }))
    expect(cronJob).toContain(JSON.stringify({ secretKeyRef: { name: 'hf', key: 'token' } }))
    expect(cronJob).not.toContain('"k"')
  })

  test('is left as it is where it stands so already, and else becomes as it is wanted', async () => {
    const { place, find, server } = await open()
    await place.apply(NIGHTLY)
    expect(await place.apply(NIGHTLY)).toMatchObject({ change: 'unchanged' })
    // What people say with kubectl stays.
    server.objects.patch('cronjobs', CRON_JOB, { spec: { suspend: true }, metadata: { labels: { mine: 'yes' } } })
    const { timeZone: _, ...times } = { ...NIGHTLY.schedule, cron: '@hourly' }
    const wanted = {
      ...NIGHTLY,
      schedule: { ...times, timeZone: 'Etc/UTC' },
      needs: { ...NIGHTLY.needs, secretEnv: {} },
    }
    expect(await place.apply(wanted)).toMatchObject({ change: 'updated' })
    expect(find('cronjobs', CRON_JOB)).toMatchObject({
      metadata: { labels: { team: 'ml', mine: 'yes' } },
      spec: { schedule: '@hourly', timeZone: 'Etc/UTC', suspend: true },
    })
    expect(find('secrets', SECRET)).toBeUndefined()
    expect(server.objects.select('cronjobs')).toHaveLength(1)
  })

  test('does not take the place of a CronJob that somebody else has made', async () => {
    const { place, server } = await open()
    server.objects.put('cronjobs', { metadata: { name: CRON_JOB.name } }, 'ml')
    await expect(place.apply(NIGHTLY)).rejects.toMatchObject({ code: 'KUBERNETES_OBJECT_FOREIGN' })
  })
})

describe('the schedules of a stack', () => {
  test('are listed in their order, without those of other stacks', async () => {
    const { place, server } = await open()
    await place.apply({ ...NIGHTLY, pipeline: 'zoo' })
    await place.apply({ ...NIGHTLY, stack: 'staging' })
    await place.apply({ ...NIGHTLY, schedule: { ...NIGHTLY.schedule, concurrency: 'replace' } })
    const status = { lastScheduleTime: '2026-11-21T03:30:00Z', active: [{ name: 'x' }] }
    server.objects.patch('cronjobs', CRON_JOB, { status })
    const times = { cron: '30 4 * * *', timeZone: 'Europe/Berlin', suspended: false }
    expect(await place.list('k8s')).toEqual([
      { ...NAME, ...times, concurrency: 'replace', lastTime: new Date('2026-11-21T03:30:00Z'), active: 1 },
      { ...NAME, ...times, pipeline: 'zoo', concurrency: 'forbid', active: 0 },
    ])
  })
})

describe('a schedule whose newest driver cannot begin', () => {
  test.each([
    ['an image that is nowhere', { pod: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } }],
    ['a service account that is nowhere', { event: 'pods "x-" is forbidden: serviceaccount "absent" not found' }],
    ['a quota that is used up', { event: 'pods "x" is forbidden: exceeded quota: q, used: pods=4' }],
  ])('says why: %s', async (_, { pod, event }: { readonly pod?: object; readonly event?: string }) => {
    const { place, makeJobs, makePod, refusePod } = await open()
    await place.apply(NIGHTLY)
    makeJobs('earlier', 'newest')
    if (pod) makePod('newest', pod)
    else refusePod('newest', event!)
    const words = expect.stringContaining(event ?? 'ImagePullBackOff: not found') as string
    expect(await place.list('k8s')).toEqual([expect.objectContaining({ active: 2, waits: words }) as object])
  })

  test('does not say so of one that is at work', async () => {
    const { place, makeJobs, makePod } = await open()
    await place.apply(NIGHTLY)
    makeJobs('newest')
    makePod('newest', { running: { startedAt: '2026-11-21T18:25:18Z' } })
    const [standing] = await place.list('k8s')
    expect(standing).not.toHaveProperty('waits')
    expect(await place.apply(NIGHTLY)).toEqual({ change: 'unchanged', warnings: [] })
  })

  test('is told of when it is applied, since its Job keeps all later runs from starting', async () => {
    const { place, makeJobs, makePod } = await open()
    await place.apply(NIGHTLY)
    makeJobs('newest')
    makePod('newest', { waiting: { reason: 'ImagePullBackOff', message: 'not found' } })
    const mended = { ...NIGHTLY, schedule: { ...NIGHTLY.schedule, cron: '@hourly' } }
    const command = expect.stringMatching(/not found\n.* kubectl --namespace ml delete job newest$/) as string
    expect(await place.apply(mended)).toEqual({ change: 'updated', warnings: [command] })
    // Nothing waits for it where runs may be beside each other.
    const beside = { ...NIGHTLY, schedule: { ...NIGHTLY.schedule, concurrency: 'allow' as const } }
    expect(await place.apply(beside)).toEqual({ change: 'updated', warnings: [] })
  })
})

describe('a schedule that is deleted', () => {
  test('goes with its Secret', async () => {
    const { place, find } = await open()
    await place.apply(NIGHTLY)
    expect(await place.delete(NAME)).toEqual({ active: 0, warnings: [] })
    expect([find('cronjobs', CRON_JOB), find('secrets', SECRET)]).toEqual([undefined, undefined])
    expect(await place.delete(NAME)).toBeUndefined()
  })

  test('leaves the Jobs of its runs, and what they need', async () => {
    const { place, find, server } = await open()
    await place.apply(NIGHTLY)
    const { uid } = server.objects.find('cronjobs', CRON_JOB.name, 'ml')!.metadata
    const ownerReferences = [{ uid, kind: 'CronJob', name: CRON_JOB.name, apiVersion: 'batch/v1' }]
    server.objects.put('jobs', { metadata: { name: 'due', ownerReferences } }, 'ml')
    server.objects.patch('cronjobs', CRON_JOB, { status: { active: [{ name: 'due' }] } })
    expect(await place.delete(NAME)).toEqual({
      active: 1,
      warnings: [expect.stringContaining(`kubectl --namespace ml delete secret ${SECRET.name}`) as string],
    })
    expect(server.objects.select('jobs')).toHaveLength(1)
    expect(find('secrets', SECRET)).toBeDefined()
  })
})
