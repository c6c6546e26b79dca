import type { DriverRequest, ScheduleRequest } from '@regauge/core'
import { expect, test } from 'vitest'
import { scriptedClient } from '../api/scripted-api.fixture.ts'
import { orchestratorConfig } from '../config.ts'
import { createDriverPlace } from '../driver-place.ts'
import { type ScriptedCluster, startScriptedCluster } from '../launcher/scripted-cluster.fixture.ts'
import { sweepRuns } from '../objects/sweep-runs.ts'
import { createSchedulePlace } from '../schedule/schedule-place.ts'
import { PERMISSIONS, type Permission } from './permissions.ts'

const POLL = { timeout: 20_000, interval: 10 }
const { signal } = new AbortController()

const SHARED = {
  pipeline: 'training',
  storeSpec: { component: { flavor: 's3', config: {} }, packages: [] },
  needs: { env: {}, secretEnv: { KEY: 'k' }, secrets: [] },
}
const DRIVER: DriverRequest = { ...SHARED, run: '0193c1e2-7f00-7abc-8def-0123456789ac', epoch: 1 }
const NIGHTLY: ScheduleRequest = {
  ...SHARED,
  stack: 'k8s',
  schedule: { name: 'nightly', cron: '30 4 * * *', timeZone: 'UTC', concurrency: 'forbid', params: {} },
  template: 'a'.repeat(64),
}

/** What drivers do: a step and a map are started, waited for, taken over by the next driver, and cancelled. */
async function drive(cluster: ScriptedCluster): Promise<void> {
  const [step, ...items] = [cluster.bundle('fit'), ...cluster.items(2)]
  {
    await using first = await cluster.open()
    await Promise.all([step, ...items].map((bundle) => first.launcher.start(bundle)))
    // Why they wait so long.
    await expect.poll(() => asked(cluster), POLL).toContain('list /events')
  }
  await using next = await cluster.open({ epoch: 2 })
  await next.launcher.start(step)
  expect(await next.launcher.adopt()).toHaveLength(3)
  for (const { id } of [step, items[0]!]) await next.launcher.cancel([id], { reason: 'cancelled' })
  await expect.poll(() => next.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(2)
}

/** What the command does besides: drivers, schedules, and what is left of runs. */
async function command(cluster: ScriptedCluster): Promise<void> {
  const openClient = () => Promise.resolve(scriptedClient(cluster.api))
  const config = orchestratorConfig.parse({})
  const drivers = createDriverPlace(config, openClient)
  await drivers.start(DRIVER)
  for (const pod of cluster.pods()) cluster.api.objects.remove('pods', pod)
  for (const { metadata } of cluster.jobs()) {
    cluster.api.objects.patch('jobs', metadata, { status: { conditions: [{ type: 'Complete', status: 'True' }] } })
  }
  await Array.fromAsync(drivers.watch(DRIVER, { signal }))
  await drivers.remove(DRIVER)

  const schedules = createSchedulePlace(config, openClient)
  await schedules.apply(NIGHTLY)
  await schedules.apply({ ...NIGHTLY, schedule: { ...NIGHTLY.schedule, cron: '@hourly' } })
  await schedules.list(NIGHTLY.stack)
  await schedules.delete({ stack: NIGHTLY.stack, pipeline: NIGHTLY.pipeline, name: NIGHTLY.schedule.name })

  await using client = await openClient()
  const runs = await Array.fromAsync(
    sweepRuns(client, { namespace: 'ml', isOver: () => Promise.resolve(true), signal }),
  )
  expect(runs).toContain(DRIVER.run)
}

/** What was asked of the server, as Roles say it. What it is everybody may ask. */
function asked({ api }: ScriptedCluster): readonly string[] {
  const named = api.requests.map(({ verb, group, resource }) => `${verb} ${group}/${resource}`)
  return [...new Set(named)].filter((each) => each !== 'get /version').sort()
}

function allowed(permissions: readonly Permission[]): readonly string[] {
  return permissions.flatMap(({ group, resource, verbs }) => verbs.map((verb) => `${verb} ${group}/${resource}`)).sort()
}

test('drivers use every verb of their Role, and no other one', async () => {
  await using cluster = await startScriptedCluster()
  await drive(cluster)
  expect(asked(cluster)).toEqual(allowed(PERMISSIONS.driver))
})

test('those who submit runs use every verb of their Role, and no other one', async () => {
  await using cluster = await startScriptedCluster()
  await drive(cluster)
  await command(cluster)
  expect(asked(cluster)).toEqual(allowed(PERMISSIONS.client))
})
