import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import { readRun, requestedEpoch, type RunView } from '@regauge/core/records'
import { driverEnv } from '@regauge/core/remote'
import {
  cancelRequested,
  openProjectStack,
  prepareResume,
  prepareRun,
  startElsewhere,
  submitRun,
} from '@regauge/core/run'
import type { ArtifactStore, DriverRequest } from '@regauge/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { environment } from '../support/environment.ts'
import { createProject, type TestProject } from '../support/project.ts'

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

let project: TestProject
let store: ArtifactStore
let children: ChildProcess[]

beforeEach(async () => {
  project = createProject({})
  project.write('two.ts', PIPELINE.replace('__PLACE__', JSON.stringify(project.root)))
  writeStack(1)
  const config = { path: join(project.root, 'store'), durable: false }
  store = await localArtifactStore.create({ config, components: {}, projectRoot: project.root })
  children = []
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await store[Symbol.asyncDispose]()
  project[Symbol.dispose]()
})

function writeStack(slots: number): void {
  project.write(
    'stacks/away.yaml',
    [
      'name: away',
      "packages: ['@regauge/orchestrator-local']",
      'components:',
      `  orchestrator: { flavor: local, config: { slots: ${slots} } }`,
      '  artifact-store: { flavor: local, config: { path: "${env:STORE}" } }',
      '',
    ].join('\n'),
  )
}

const openAway = () =>
  openProjectStack({ cwd: project.root, env: { STORE: join(project.root, 'store') }, flag: 'away' })

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
  await using opened = await openAway()
  const { stack } = opened
  const prepared = await prepareRun({ module: join(project.root, 'two.ts'), projectRoot: project.root }, stack.facts)
  const { record, epoch } = await submitRun(stack, prepared)
  const place = createPlace()
  await startElsewhere({ stack, place, record, epoch })
  return place.asked[0]!
}

function startDriver({ run, epoch, storeSpec, needs }: DriverRequest, place = 'job-1'): ChildProcess {
  const main = createRequire(import.meta.url).resolve('@regauge/core/remote-driver')
  const { plain, secret } = driverEnv({ store: storeSpec, run, epoch, place }, needs)
  const child = spawn(process.execPath, [main], { env: environment({ ...plain, ...secret }), stdio: 'inherit' })
  children.push(child)
  return child
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode
}

const view = async (run: string): Promise<RunView> => (await readRun(store, run))!
const ran = () =>
  existsSync(join(project.root, 'ran')) ? readFileSync(join(project.root, 'ran'), 'utf8').trim().split('\n') : []
const go = () => appendFileSync(join(project.root, 'go'), '')

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
    await using opened = await openAway()
    const { stack, secrets } = opened
    const { record } = await view(run)
    const { schema: _schema, ...epoch } = (await requestedEpoch(store, { record, epoch: 0 }))!
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
    const asked = (await requestedEpoch(store, left))!
    const next = async () => {
      await using opened = await openAway()
      const epoch = await prepareResume(opened.stack, left, { projectRoot: project.root })
      await startElsewhere({ stack: opened.stack, place: createPlace(), record: left.record, epoch })
      return epoch
    }
    expect(await next()).toMatchObject({ epoch: 1, code: asked.code, plan: asked.plan, stack: asked.stack })
    writeStack(2)
    const { plan, stack } = await next()
    expect(stack.components.orchestrator.config).toEqual({ slots: 2 })
    expect(plan).toEqual({ ...asked.plan, stack: { name: 'away', revision: plan.stack.revision } })
    expect(plan.stack.revision).not.toBe(asked.plan.stack.revision)
    go()
    expect(await exitOf(startDriver(request))).toBe(0)
    expect(await view(request.run)).toMatchObject({ status: 'succeeded', driver: { stack, plan } })
  })
})
