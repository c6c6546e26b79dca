import { scheduledRunId } from '@regauge/core/records'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createProject, type TestProject } from '../support/project.ts'
import { ask } from './kube.fixture.ts'
import { type ClusterPlace, openClusterPlace, PACKAGES } from './stack.fixture.ts'
import { until } from './until.ts'

const MINUTE_MS = 60_000
/** Longer than the deadline of the schedule `strict`. */
const TOO_LATE_MS = 12_000

/** This hour and the next one of a clock that is five and a half hours ahead of the cluster's. */
const [HOUR, NEXT_HOUR] = [0, 1].map((hours) => {
  const time = new Date(Date.now() + hours * 60 * MINUTE_MS)
  return Number(time.toLocaleString('en-GB', { timeZone: 'Asia/Kolkata', hour: '2-digit' }))
})
const EVERY_MINUTE = { cron: '* * * * *', concurrency: 'allow', params: { word: 'tick' } }
const SCHEDULES = [
  { name: 'minutely', cron: `* ${HOUR},${NEXT_HOUR} * * *`, timeZone: 'Asia/Kolkata', params: { word: 'tick' } },
  { ...EVERY_MINUTE, name: 'replacing', concurrency: 'replace', params: { word: 'wait' } },
  { ...EVERY_MINUTE, name: 'patient' },
  { ...EVERY_MINUTE, name: 'strict', deadline: '10s' },
]

const PIPELINE = `
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const tick = step({ name: 'tick', inputs: { word: z.string() }, outputs: { said: z.string() },
  async run({ word }, { signal }) {
    if (word === 'wait') await pause(600_000, undefined, { signal })
    return { said: word }
  } })
export const clock = pipeline({
  name: 'clock',
  params: z.object({ word: z.string() }),
  schedule: ${JSON.stringify(SCHEDULES)},
  build: ({ run, params }) => run(tick, { word: params.word }),
})
`

const STUCK = `
import { pipeline, step } from '@regauge/core'
const rest = step({ name: 'rest', run() {} })
const schedule = ${JSON.stringify({ name: 'stuck', cron: '* * * * *' })}
export const stuck = pipeline({ name: 'stuck', schedule, build: ({ run }) => void run(rest, {}) })
`

interface Named {
  readonly metadata: { readonly name: string }
}

interface Job extends Named {
  readonly spec: { readonly template: { readonly spec: object } }
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[]
  }
}

interface Pod extends Named {
  readonly status: { readonly phase: string }
}

interface CronJob extends Named {
  readonly spec: { readonly jobTemplate: object; readonly timeZone: string }
  readonly status: { readonly active?: readonly { readonly name: string }[] }
}

interface Applied {
  readonly schedules: readonly { readonly change: string }[]
}

interface Listed {
  readonly schedules: readonly { readonly name: string; readonly waits: string | null }[]
}

interface Runs {
  readonly runs: readonly { readonly run: string; readonly status: string }[]
}

let place: ClusterPlace
let project: TestProject
const applied: Applied[] = []
/** The first minute that comes while `patient` and `strict` are suspended. */
let missed: Date

beforeAll(async () => {
  place = await openClusterPlace({ driverPod: { cpu: 0.05 } })
  const { components } = place
  // The drivers of runs are in pods, which find their cluster by themselves.
  const { kubeconfig: _, ...config } = place.config()
  const orchestrator = { flavor: 'kubernetes', config }
  const defaults = { resources: { cpu: 0.05 } }
  const stack = { name: 'k8s', packages: PACKAGES, components: { ...components, orchestrator }, defaults }
  const files = { 'clock.ts': PIPELINE, 'stuck.ts': STUCK, 'stacks/k8s.yaml': JSON.stringify(stack) }
  project = createProject({ ...files, 'stacks/stuck.yaml': stuckOn('localhost/regauge-absent:1') })
  for (let times = 0; times < 2; times += 1) applied.push(await regauge<Applied>('schedule', 'apply', 'clock.ts'))
  for (const name of ['patient', 'strict']) await change(name, { spec: { suspend: true } })
  missed = new Date(Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS)
})

afterAll(async () => {
  project[Symbol.dispose]()
  await place[Symbol.asyncDispose]()
})

function environment(): Record<string, string> {
  const { s3, kubeconfig } = inject('cluster')
  return { REGAUGE_STACK: 'k8s', KUBECONFIG: kubeconfig, CLUSTER_TEST_KEY: s3.secretAccessKey }
}

const regauge = <T>(...words: string[]) => project.json<T>(words, { env: environment() })

/** The stack whose drivers run in some image. */
function stuckOn(image: string): string {
  return JSON.stringify({ name: 'stuck', extends: 'k8s', components: { orchestrator: { config: { image } } } })
}

const path = (resource: string) =>
  `${resource === 'pods' ? '/api/v1' : '/apis/batch/v1'}/namespaces/${place.namespace}/${resource}`

async function list<T>(resource: string, selector: string): Promise<readonly T[]> {
  const query = `labelSelector=${encodeURIComponent(selector)}`
  return (await ask<{ items: readonly T[] }>('GET', `${path(resource)}?${query}`)).items
}

const ofSchedule = (name: string) => `regauge.dev/schedule=${name}`
const jobsOf = (schedule: string) => list<Job>('jobs', ofSchedule(schedule))
const dueAt = ({ metadata }: Named) => new Date(Number(metadata.name.split('-').at(-1)) * MINUTE_MS)
const runOf = (name: string, occasion: Date) => scheduledRunId({ stack: 'k8s', pipeline: 'clock', name, occasion })

const cronJobOf = async (schedule: string) => (await list<CronJob>('cronjobs', ofSchedule(schedule)))[0]!
const activeOf = async (schedule: string) => (await cronJobOf(schedule)).status.active ?? []

async function change(schedule: string, patch: object, subresource = ''): Promise<void> {
  const { name } = (await cronJobOf(schedule)).metadata
  await ask('PATCH', `${path('cronjobs')}/${name}${subresource}`, patch)
}

/**
 * Lets the last minute be one that the controller has missed, so that none has to be waited for. Gives its Job, when the
 * controller has noted it: whoever changed the CronJob before would keep it from that.
 */
async function fire(schedule: string): Promise<Job> {
  const lastScheduleTime = new Date(Date.now() - 2 * MINUTE_MS).toISOString()
  await change(schedule, { status: { lastScheduleTime } }, '/status')
  const { name } = await until(async () => (await activeOf(schedule))[0])
  return ask<Job>('GET', `${path('jobs')}/${name}`)
}

/** How a Job has ended. */
const endOf = ({ metadata: { name } }: Named) =>
  until(async () => {
    const { status } = await ask<Job>('GET', `${path('jobs')}/${name}`)
    return status.conditions?.find((each) => each.status === 'True' && /^(?:Complete|Failed)$/.test(each.type))
  })

describe.concurrent('row 28: the schedules of a cluster', () => {
  test('stay as they are when they are applied again', () => {
    const changes = applied.map(({ schedules }) => schedules.map((each) => each.change))
    expect(changes).toEqual(['created', 'unchanged'].map((each) => SCHEDULES.map(() => each)))
  })

  test('make one run of a minute in their time zone, also where it is fired twice', async () => {
    const due = await until(async () => (await jobsOf('minutely'))[0])
    const time = dueAt(due)
    // As `kubectl create job --from=cronjob/…` does.
    const { spec } = await cronJobOf('minutely')
    expect(spec.timeZone).toBe('Asia/Kolkata')
    const again = { metadata: { name: `again-${time.getTime() / MINUTE_MS}` } }
    await ask('POST', path('jobs'), { ...spec.jobTemplate, ...again })

    const run = runOf('minutely', time)
    const { schedules } = await regauge<Listed>('schedule', 'list')
    expect(schedules.find(({ name }) => name === 'minutely')).toMatchObject({
      pipeline: 'clock',
      timeZone: 'Asia/Kolkata',
      concurrency: 'forbid',
      next: expect.stringMatching(/:00\.000Z$/) as string,
      last: { time: time.toISOString(), run },
    })
    // Its runs stay, and go on.
    expect(await regauge('schedule', 'delete', 'clock', 'minutely')).toMatchObject({ name: 'minutely' })
    for (const job of [due, again]) expect(await endOf(job), job.metadata.name).toMatchObject({ type: 'Complete' })
    expect(await regauge('runs', 'show', run)).toMatchObject({
      status: 'succeeded',
      epoch: 1,
      schedule: { name: 'minutely', time: time.toISOString() },
      outputs: { said: { value: 'tick' } },
    })
  })

  test('leave out what they have missed for longer than their deadline, and make up for the rest, once', async () => {
    await until(() => Promise.resolve(Date.now() > missed.getTime() + TOO_LATE_MS), 2 * MINUTE_MS)
    for (const name of ['strict', 'patient']) await change(name, { spec: { suspend: false } })
    const isMissed = (job: Job) => dueAt(job).getTime() === missed.getTime()
    const job = await until(async () => (await jobsOf('patient')).find(isMissed))
    expect(await endOf(job)).toMatchObject({ type: 'Complete' })
    const made = await Promise.all(['patient', 'strict'].map(async (name) => (await jobsOf(name)).filter(isMissed)))
    expect(made.map((jobs) => jobs.length)).toEqual([1, 0])
    const { runs } = await regauge<Runs>('runs', 'list')
    const statusOf = (name: string) => runs.find(({ run }) => run === runOf(name, missed))?.status
    expect([statusOf('patient'), statusOf('strict')]).toEqual(['succeeded', undefined])
  })

  test('replace a run that is under way by the next one: it is cancelled, and none of its pods is left', async () => {
    const pods = (selector: string) => list<Pod>('pods', selector)
    const works = async (run: string) =>
      (await pods(`regauge.dev/run=${run},regauge.dev/role=step`)).some(({ status }) => status.phase === 'Running')
    const first = await fire('replacing')
    await change('replacing', { spec: { suspend: true } })
    const replaced = runOf('replacing', dueAt(first))
    await until(() => works(replaced))
    await change('replacing', { spec: { suspend: false } })

    const isNext = (job: Job) => dueAt(job) > dueAt(first)
    const next = await until(async () => (await jobsOf('replacing')).find(isNext))
    await change('replacing', { spec: { suspend: true } })
    const replacing = runOf('replacing', dueAt(next))
    await until(() => works(replacing))
    expect(await regauge('runs', 'show', replaced)).toMatchObject({ status: 'cancelled' })
    expect(await regauge('runs', 'show', replacing)).toMatchObject({ status: 'running', epoch: 1 })
    expect((await jobsOf('replacing')).map(({ metadata }) => metadata.name)).toEqual([next.metadata.name])
    for (const selector of [`regauge.dev/run=${replaced}`, `batch.kubernetes.io/job-name=${first.metadata.name}`]) {
      await until(async () => (await pods(selector)).length === 0)
    }
  })

  test('say what keeps a driver from beginning, and how to be rid of it', async () => {
    const words = ['stuck.ts', '--stack', 'stuck']
    await regauge('schedule', 'apply', ...words)
    const { name } = (await fire('stuck')).metadata
    await change('stuck', { spec: { suspend: true } })
    await until(async () => {
      const { schedules } = await regauge<Listed>('schedule', 'list', '--stack', 'stuck')
      return /ErrImagePull|ImagePullBackOff/.test(schedules[0]!.waits ?? '')
    })
    project.write('stacks/stuck.yaml', stuckOn(inject('cluster').image))
    const { stderr } = await project.regauge(['schedule', 'apply', ...words], { env: environment() })
    expect(stderr).toContain(`kubectl --namespace ${place.namespace} delete job ${name}`)
    await ask('DELETE', `${path('jobs')}/${name}?propagationPolicy=Background`)
    await until(async () => (await activeOf('stuck')).length === 0)
    await change('stuck', { spec: { suspend: false } })
    expect(await endOf(await fire('stuck'))).toMatchObject({ type: 'Complete' })
  })
})
