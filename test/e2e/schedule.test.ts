import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { AppliedSchedule, ScheduleRequest } from '@regauge/core'
import { listRuns, readRun, type RunView, scheduledRunId } from '@regauge/core/records'
import { scheduledEnv } from '@regauge/core/remote'
import { applySchedule, prepareSchedules, schedulePlaceOf } from '@regauge/core/run'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAwayProject, exitOf, type AwayProject } from './away-project.fixture.ts'

const POLL = { timeout: 30_000 }

/** Each run notes the word that it was given, and goes on once there is a file of the name that the word is. */
const PIPELINE = `
import { appendFileSync, existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const PLACE = __PLACE__
const tick = step({ name: 'tick', grace: '100ms', inputs: { word: z.string() }, outputs: { word: z.string() },
  async run({ word }, { signal }) {
    appendFileSync(PLACE + '/ran', word + '\\n')
    while (!existsSync(PLACE + '/' + word)) await pause(50, undefined, { signal })
    return { word }
  } })
export const clock = pipeline({
  name: 'clock', params: z.object({ word: z.string() }),
  schedule: __SCHEDULE__,
  build: ({ run, params }) => run(tick, { word: params.word }),
})
`

let project: AwayProject

beforeEach(async () => {
  project = await createAwayProject()
})

afterEach(() => project[Symbol.asyncDispose]())

/** Applies the schedule of the pipeline, and gives what its place was asked for. */
async function apply(schedule: object): Promise<ScheduleRequest> {
  project.write('clock.ts', PIPELINE.replace('__SCHEDULE__', JSON.stringify(schedule)))
  await using opened = await project.openStack()
  const { stack } = opened
  const from = { module: join(project.root, 'clock.ts'), projectRoot: project.root }
  const [prepared] = await prepareSchedules(from, stack.facts)
  const asked: ScheduleRequest[] = []
  const place = {
    apply: (request: ScheduleRequest): Promise<AppliedSchedule> => {
      asked.push(request)
      return Promise.resolve({ change: 'created', warnings: [] })
    },
    list: () => Promise.resolve([]),
    delete: () => Promise.resolve(undefined),
  }
  await applySchedule({ ...prepared!, stack, place })
  return asked[0]!
}

function startDriver(
  { stack, pipeline, schedule, template, storeSpec, needs }: ScheduleRequest,
  job: string,
): ChildProcess {
  const assignment = { store: storeSpec, stack, pipeline, name: schedule.name, template }
  const { plain, secret } = scheduledEnv(assignment, needs)
  const pod = { REGAUGE_REMOTE_JOB: job, REGAUGE_REMOTE_JOB_UID: 'uid' }
  return project.start('@regauge/orchestrator-k8s/scheduled-driver', { ...plain, ...secret, ...pod })
}

const ran = () => project.ran()
const go = (word: string) => project.go(word)

const DUE = new Date('2024-11-21T18:30:00Z')
const minutesOf = (due: Date) => due.getTime() / 60_000
const view = async (occasion: Date | string): Promise<RunView> =>
  (await readRun(project.store, scheduledRunId({ stack: 'away', pipeline: 'clock', name: 'default', occasion })))!

describe('a driver that is started because its time has come', () => {
  test('makes one run of a time, of which one driver drives it (row 28: the time comes twice)', async () => {
    const request = await apply({ cron: '@daily', params: { word: 'one' } })
    const drivers = ['clock', 'again'].map((name) => startDriver(request, `${name}-${minutesOf(DUE)}`))
    await expect.poll(ran, POLL).toEqual(['one'])
    go('one')
    expect(await Promise.all(drivers.map(exitOf))).toEqual([0, 0])
    expect(await view(DUE)).toMatchObject({
      status: 'succeeded',
      epoch: 1,
      record: {
        key: 'schedule/away/clock/default/2024-11-21T18:30:00.000Z',
        params: { word: 'one' },
        schedule: { name: 'default', time: DUE.toISOString(), template: request.template },
      },
    })
    // Long after the run has ended there is still nothing to do.
    expect(await exitOf(startDriver(request, `late-${minutesOf(DUE)}`))).toBe(0)
    expect(ran()).toEqual(['one'])
    expect(await listRuns(project.store)).toHaveLength(1)
  })

  test('goes on with the run where a driver of its own Job was killed', async () => {
    const request = await apply({ cron: '@daily', params: { word: 'one' } })
    const killed = startDriver(request, `clock-${minutesOf(DUE)}`)
    await expect.poll(ran, POLL).toHaveLength(1)
    killed.kill('SIGKILL')
    await exitOf(killed)
    go('one')
    expect(await exitOf(startDriver(request, `clock-${minutesOf(DUE)}`))).toBe(0)
    expect(await view(DUE)).toMatchObject({ status: 'succeeded', epoch: 2 })
    expect(await listRuns(project.store)).toHaveLength(1)
  })

  test.each(['by-hand', 'backfill-20261122'])('makes a run of its own where a person has started "%s"', async (job) => {
    const request = await apply({ cron: '@daily', params: { word: 'one' } })
    go('one')
    expect(await exitOf(startDriver(request, job))).toBe(0)
    const made = await view(`${job}/uid`)
    expect(made).toMatchObject({ status: 'succeeded', record: { schedule: { name: 'default' } } })
    expect(made.record.schedule).not.toHaveProperty('time')
  })

  test('keeps a run to what it was begun with, although the schedule has changed since', async () => {
    const before = await apply({ cron: '@daily', params: { word: 'one' } })
    const killed = startDriver(before, `clock-${minutesOf(DUE)}`)
    await expect.poll(ran, POLL).toHaveLength(1)
    killed.kill('SIGKILL')
    await exitOf(killed)
    const after = await apply({ cron: '@hourly', params: { word: 'two' } })
    expect(after.template).not.toBe(before.template)
    go('one')
    expect(await exitOf(startDriver(after, `clock-${minutesOf(DUE)}`))).toBe(0)
    expect(await view(DUE)).toMatchObject({ status: 'succeeded', record: { params: { word: 'one' } } })
    go('two')
    const next = new Date(DUE.getTime() + 3_600_000)
    expect(await exitOf(startDriver(after, `clock-${minutesOf(next)}`))).toBe(0)
    expect(await view(next)).toMatchObject({ status: 'succeeded', record: { params: { word: 'two' } } })
  })

  test('cancels the run that it replaces', async () => {
    const request = await apply({ cron: '@daily', concurrency: 'replace', params: { word: 'one' } })
    const replaced = startDriver(request, `clock-${minutesOf(DUE)}`)
    await expect.poll(ran, POLL).toHaveLength(1)
    const next = new Date(DUE.getTime() + 86_400_000)
    const replacing = startDriver(request, `clock-${minutesOf(next)}`)
    // As Kubernetes ends the Job that is replaced.
    replaced.kill('SIGTERM')
    await expect.poll(() => view(DUE), POLL).toMatchObject({ status: 'cancelled' })
    await expect.poll(ran, POLL).toHaveLength(2)
    go('one')
    expect(await exitOf(replacing)).toBe(0)
    expect(await view(next)).toMatchObject({ status: 'succeeded', epoch: 1 })
    // A Job that comes too late for what was replaced changes nothing.
    expect(await exitOf(startDriver(request, `late-${minutesOf(DUE)}`))).toBe(0)
    expect(await view(DUE)).toMatchObject({ status: 'cancelled', epoch: 2 })
  })

  test('says what is missing where its store does not have what runs are made of', async () => {
    const request = await apply({ cron: '@daily', params: { word: 'one' } })
    const other = { ...request, template: '0'.repeat(64) }
    expect(await exitOf(startDriver(other, `clock-${minutesOf(DUE)}`))).toBe(64)
    expect(await listRuns(project.store)).toEqual([])
  })
})

test('a stack whose orchestrator starts nothing by itself says so, and names what does', async () => {
  await using opened = await project.openStack()
  expect(() => schedulePlaceOf(opened.stack)).toThrow(
    expect.objectContaining({
      code: 'SCHEDULE_UNSUPPORTED',
      message: 'The orchestrator of stack "away" (flavor "local") cannot start runs by itself.',
      hint: expect.stringContaining('"kubernetes" of @regauge/orchestrator-k8s') as string,
    }) as Error,
  )
})
