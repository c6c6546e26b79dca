import { expect, test } from 'vitest'
import { roleOf } from '../../packages/orchestrator-k8s/src/manifests/roles.ts'
import { loginAs } from './login.fixture.ts'
import { createClusterProject, STACK } from './project.fixture.ts'
import { until } from './until.ts'

/** One step that waits until it is stopped, at an hour that does not come while it is tested. */
const WAITING = (cron: string) => `
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const wait = step({ name: 'wait', run: (_, { signal }) => pause(3_600_000, undefined, { signal }) })
export const waiting = pipeline({
  name: 'waiting',
  params: z.object({}),
  schedule: { name: 'yearly', cron: '${cron}' },
  build: ({ run }) => void run(wait, {}, { grace: '1s' }),
})
`

test('the Role of clients, and nothing else, is enough for all that people do', async () => {
  await using project = await createClusterProject({ 'pipeline.ts': WAITING('0 0 29 2 *') })
  const KUBECONFIG = await loginAs(project, roleOf({ namespace: project.place.namespace, actor: 'client' }))
  const regauge = <T>(...words: readonly string[]) => project.json<T>(words, { env: { KUBECONFIG } })

  const { checks } = await regauge<{ checks: readonly { name: string; ok: boolean }[] }>('stack', 'doctor')
  expect(checks.filter(({ ok }) => !ok)).toEqual([])
  expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['attempt', 'stop']))

  const submit = () => regauge<{ run: string }>('run', 'pipeline.ts', '--detach')
  const [ended, live] = [await submit(), await submit()]
  expect(await regauge('runs', 'cancel', ended.run)).toMatchObject({ run: ended.run, status: 'cancelled' })

  const gc = (...words: readonly string[]) => regauge('k8s', 'gc', ...words)
  expect(await gc()).toMatchObject({ removed: [] })
  expect(await gc('--older-than', '1ms', '--dry-run')).toMatchObject({ removed: [ended.run] })
  expect(await gc('--older-than', '1ms')).toEqual({ stack: STACK, dryRun: false, removed: [ended.run] })
  const jobs = await until(async () => {
    const left = await project.driverJobs()
    return left.length === 1 && left
  })
  expect(await gc('--older-than', '1ms')).toMatchObject({ removed: [] })
  await regauge('runs', 'cancel', live.run)
  expect(await project.driverJobs()).toEqual(jobs)

  const apply = () => regauge('schedule', 'apply', 'pipeline.ts')
  expect(await apply()).toMatchObject({ schedules: [{ name: 'yearly', change: 'created' }] })
  project.write('pipeline.ts', WAITING('30 0 29 2 *'))
  expect(await apply()).toMatchObject({ schedules: [{ name: 'yearly', change: 'updated' }] })
  expect(await regauge('schedule', 'list')).toMatchObject({ schedules: [{ name: 'yearly', cron: '30 0 29 2 *' }] })
  await regauge('schedule', 'delete', 'waiting')
  expect(await regauge('schedule', 'list')).toEqual({ schedules: [] })
})
