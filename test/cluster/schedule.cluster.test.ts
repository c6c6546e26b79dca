import { scheduledRunId } from '@regauge/core/records'
import { expect, inject, test } from 'vitest'
import { createProject } from '../support/project.ts'
import { ask } from './kube.fixture.ts'
import { openClusterPlace, PACKAGES } from './stack.fixture.ts'
import { until } from './until.ts'

const PIPELINE = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const tick = step({ name: 'tick', inputs: { word: z.string() }, outputs: { said: z.string() }, run: ({ word }) => ({ said: word }) })
export const clock = pipeline({
  name: 'clock',
  params: z.object({ word: z.string() }),
  schedule: { name: 'minutely', cron: '* * * * *', timeZone: 'Asia/Kolkata', params: { word: 'tick' } },
  build: ({ run, params }) => run(tick, { word: params.word }),
})
`

interface Job {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly template: { readonly spec: object } }
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[]
  }
}

interface Listed {
  readonly schedules: readonly {
    readonly name: string
    readonly next: string
    readonly last: { readonly time: string; readonly run: string } | null
  }[]
}

test('a CronJob of every minute makes one run of a minute, also where it is fired twice (row 28)', async () => {
  await using place = await openClusterPlace()
  const { components, namespace } = place
  // The drivers of runs are in pods, which find their cluster by themselves.
  const { kubeconfig: _, ...config } = place.config()
  const orchestrator = { flavor: 'kubernetes', config }
  const defaults = { resources: { cpu: 0.1 } }
  const stack = { name: 'k8s', packages: PACKAGES, components: { ...components, orchestrator }, defaults }
  using project = createProject({ 'clock.ts': PIPELINE, 'stacks/k8s.yaml': JSON.stringify(stack) })
  const keys = { CLUSTER_TEST_KEY: inject('cluster').s3.secretAccessKey }
  const env = { REGAUGE_STACK: 'k8s', KUBECONFIG: inject('cluster').kubeconfig, ...keys }
  const regauge = <T>(...words: string[]) => project.json<T>(words, { env })

  const applied = ['created', 'unchanged'].map((change) => ({
    stack: 'k8s',
    schedules: [{ name: 'minutely', change }],
  }))
  for (const each of applied) expect(await regauge('schedule', 'apply', 'clock.ts')).toMatchObject(each)

  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`
  const due = await until(async () => {
    const { items } = await ask<{ items: readonly Job[] }>('GET', `${jobs}?labelSelector=regauge.dev/role=schedule`)
    return items[0]
  })
  const minutes = Number(due.metadata.name.split('-').at(-1))
  const again = `again-${minutes}`
  // As `kubectl create job --from=cronjob/…` does.
  const cronJobs = `/apis/batch/v1/namespaces/${namespace}/cronjobs`
  const [cronJob] = (await ask<{ items: readonly { spec: { jobTemplate: object } }[] }>('GET', cronJobs)).items
  await ask('POST', jobs, { ...cronJob!.spec.jobTemplate, metadata: { name: again } })

  const time = new Date(minutes * 60_000)
  const run = scheduledRunId({ stack: 'k8s', pipeline: 'clock', name: 'minutely', occasion: time })
  const { schedules } = await regauge<Listed>('schedule', 'list')
  expect(schedules).toMatchObject([
    { pipeline: 'clock', name: 'minutely', cron: '* * * * *', timeZone: 'Asia/Kolkata', concurrency: 'forbid' },
  ])
  expect(schedules[0]).toMatchObject({
    next: expect.stringMatching(/:00\.000Z$/) as string,
    last: { time: time.toISOString(), run },
  })
  // Its runs stay, and go on.
  expect(await regauge('schedule', 'delete', 'clock')).toMatchObject({ pipeline: 'clock', name: 'minutely' })
  expect(await regauge('schedule', 'list')).toEqual({ schedules: [] })

  for (const name of [due.metadata.name, again]) {
    const end = await until(async () => {
      const { status } = await ask<Job>('GET', `${jobs}/${name}`)
      return status.conditions?.find((each) => each.status === 'True' && /^(?:Complete|Failed)$/.test(each.type))
    })
    expect(end, name).toMatchObject({ type: 'Complete' })
  }
  const { runs } = await regauge<{ runs: readonly { run: string }[] }>('runs', 'list')
  expect(runs).toMatchObject([{ run, status: 'succeeded', epoch: 1 }])
  expect(await regauge('runs', 'show', run)).toMatchObject({
    schedule: { name: 'minutely', time: time.toISOString() },
    outputs: { said: { value: 'tick' } },
  })
})
