import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import type { DriverRequest } from '@regauge/core'
import { readRun, requestedEpoch, type RunView } from '@regauge/core/records'
import { driverEnv } from '@regauge/core/remote'
import { cancelRequested, prepareResume, prepareRun, startElsewhere, submitRun } from '@regauge/core/run'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAwayProject, exitOf, type AwayProject } from './away-project.fixture.ts'

const POLL = { timeout: 30_000 }

/** `wait` goes on while there is no file of that name; each step notes that it ran. */
const PIPELINE = `
import { appendFileSync, existsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const PLACE = __PLACE__
const outputs = { n: z.number() }
const first = step({ name: 'first', outputs, run() { appendFileSync(PLACE + '/ran', 'first\\n'); return { n: 1 } } })
const wait = step({ name: 'wait', inputs: outputs, outputs, retry: { infrastructure: 3, delay: '50ms' },
  async run({ n }, { signal }) {
    appendFileSync(PLACE + '/ran', 'wait\\n')
    while (!existsSync(PLACE + '/go')) await pause(50, undefined, { signal })
    return { n: n + 1 }
  } })
export const two = pipeline({ name: 'two', build: ({ run }) => { const a = run(first); return { n: run(wait, { n: a.n }).n } } })
`

let project: AwayProject

beforeEach(async () => {
  project = await createAwayProject()
  project.write('two.ts', PIPELINE)
})

afterEach(() => project[Symbol.asyncDispose]())

/** A place that only notes what it is asked for. */
function createPlace() {
  const asked: DriverRequest[] = []
  const removed: Pick<DriverRequest, 'run' | 'epoch'>[] = []
  return {
    asked,
    removed,
    start: async (request: DriverRequest) => void asked.push(request),
    async *watch() {},
    remove: async (request: Pick<DriverRequest, 'run' | 'epoch'>) => void removed.push(request),
  }
}

/** Submits a run for a driver elsewhere, and gives what its place was asked for. */
async function submit(): Promise<DriverRequest> {
  await using opened = await project.openStack()
  const { stack } = opened
  const prepared = await prepareRun({ module: join(project.root, 'two.ts'), projectRoot: project.root }, stack.facts)
  const { record, epoch } = await submitRun(stack, prepared)
  const place = createPlace()
  await startElsewhere({ stack, place, record, epoch })
  return place.asked[0]!
}

function startDriver({ run, epoch, storeSpec, needs }: DriverRequest, place = 'job-1'): ChildProcess {
  const { plain, secret } = driverEnv({ store: storeSpec, run, epoch, place }, needs)
  return project.start('@regauge/core/remote-driver', { ...plain, ...secret })
}

const view = async (run: string): Promise<RunView> => (await readRun(project.store, run))!
const ran = () => project.ran()
const go = () => project.go('go')

describe('a driver elsewhere', () => {
  test('takes the epoch that was asked for and drives the run to its end', async () => {
    const request = await submit()
    expect(request).toMatchObject({ epoch: 1, needs: { env: { STORE: join(project.root, 'store') } } })
    go()
    expect(await exitOf(startDriver(request))).toBe(0)
    expect(await view(request.run)).toMatchObject({
      epoch: 1,
      status: 'succeeded',
      driver: { driver: { place: 'job-1' } },
    })
    // A second one for the same epoch finds that there is nothing to do.
    expect(await exitOf(startDriver(request))).toBe(0)
    expect(ran()).toEqual(['first', 'wait'])
  })

  test('goes on where a driver of its own place was killed (row 13: the pod is lost in the middle of the run)', async () => {
    const request = await submit()
    const killed = startDriver(request)
    await expect.poll(ran, POLL).toContain('wait')
    killed.kill('SIGKILL')
    await exitOf(killed)
    const next = startDriver(request)
    await expect.poll(() => view(request.run), POLL).toMatchObject({ epoch: 2 })
    go()
    expect(await exitOf(next)).toBe(0)
    expect(await view(request.run)).toMatchObject({ status: 'succeeded', driver: { cause: 'resume' } })
    expect(ran().filter((step) => step === 'first')).toHaveLength(1)
  })

  test('leaves the run as it is when its place is taken away', async () => {
    const request = await submit()
    const left = startDriver(request)
    await expect.poll(ran, POLL).toContain('wait')
    left.kill('SIGTERM')
    expect(await exitOf(left)).toBe(143)
    expect((await view(request.run)).end).toBeUndefined()
    go()
    expect(await exitOf(startDriver(request))).toBe(0)
    expect(await view(request.run)).toMatchObject({ epoch: 2, status: 'succeeded' })
  })

  test('leaves a run alone that a driver of another place has taken (row 14: two drivers)', async () => {
    const request = await submit()
    const first = startDriver(request, 'job-1')
    await expect.poll(ran, POLL).toContain('wait')
    expect(await exitOf(startDriver(request, 'job-2'))).toBe(0)
    expect(await view(request.run)).toMatchObject({ epoch: 1 })
    go()
    expect(await exitOf(first)).toBe(0)
  })
})

describe('a run whose driver elsewhere has not begun', () => {
  /** Cancels it as the command does. */
  async function cancel(run: string) {
    await using opened = await project.openStack()
    const { stack, secrets } = opened
    const { record } = await view(run)
    const { schema: _schema, ...epoch } = (await requestedEpoch(project.store, { record, epoch: 0 }))!
    const place = createPlace()
    const cancelled = await cancelRequested({ stack, place, projectRoot: project.root, secrets, record, epoch })
    return { cancelled, removed: place.removed }
  }

  test('is cancelled without it, and left alone by it when it begins all the same', async () => {
    const request = await submit()
    const { run } = request
    expect(await cancel(run)).toEqual({ cancelled: true, removed: [{ run, epoch: 1 }] })
    expect(await view(run)).toMatchObject({ epoch: 1, status: 'cancelled' })
    expect(await exitOf(startDriver(request))).toBe(0)
    expect(await view(run)).toMatchObject({ epoch: 1, status: 'cancelled' })
    expect(ran()).toEqual([])
  })

  test('is left to a driver that is quicker', async () => {
    const request = await submit()
    const driver = startDriver(request)
    await expect.poll(ran, POLL).toContain('wait')
    expect(await cancel(request.run)).toEqual({ cancelled: false, removed: [] })
    go()
    expect(await exitOf(driver)).toBe(0)
    expect(await view(request.run)).toMatchObject({ epoch: 1, status: 'succeeded' })
  })

  test('goes on with what that was asked to take, on the stack as it is by then', async () => {
    const request = await submit()
    const left = await view(request.run)
    const asked = (await requestedEpoch(project.store, left))!
    const next = async () => {
      await using opened = await project.openStack()
      const epoch = await prepareResume(opened.stack, left, { projectRoot: project.root })
      await startElsewhere({ stack: opened.stack, place: createPlace(), record: left.record, epoch })
      return epoch
    }
    expect(await next()).toMatchObject({ epoch: 1, code: asked.code, plan: asked.plan, stack: asked.stack })
    project.giveSlots(2)
    const { plan, stack } = await next()
    expect(stack.components.orchestrator.config).toEqual({ slots: 2 })
    expect(plan).toEqual({ ...asked.plan, stack: { name: 'away', revision: plan.stack.revision } })
    expect(plan.stack.revision).not.toBe(asked.plan.stack.revision)
    go()
    expect(await exitOf(startDriver(request))).toBe(0)
    expect(await view(request.run)).toMatchObject({ status: 'succeeded', driver: { stack, plan } })
  })
})
