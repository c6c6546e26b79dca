import type { ScheduleRequest } from '@regauge/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ApiClient } from '../api/api-client.ts'
import { startScriptedApi } from '../api/scripted-api.fixture.ts'
import { orchestratorConfig } from '../config.ts'
import { names } from '../names.ts'
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
  return { server, find, place: createSchedulePlace(config, openClient) }
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
