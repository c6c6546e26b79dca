import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import { v7 } from 'uuid'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { delegateStore } from '../contracts/delegate-store.ts'
import { bytesSource } from '../contracts/source.ts'
import { gather } from '../util/gather.ts'
import { isDriverAlive } from './driver-alive.ts'
import { findRun } from './find-run.ts'
import { keys } from './keys.ts'
import { listRuns } from './list-runs.ts'
import { listStepRuns } from './list-step-runs.ts'
import { readLogs, readMetrics, readRunLog } from './read-lines.ts'
import { putRecord } from './record-store.ts'
import { driverRecord, endRecord, outcomeRecord, runRecord, statusRecord } from './records.fixture.ts'
import type { DriverRecord, RequestRecord, StatusRecord } from './run-record.ts'
import { requestedEpoch, takenRequest } from './requested-epoch.ts'
import { readRun } from './run-view.ts'

let folder: string
let store: ArtifactStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'regauge-runs-'))
  store = await localArtifactStore.create({
    config: { path: folder, durable: false },
    components: {},
    projectRoot: '/',
  })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const R = '019b76f0-1111-7000-8000-000000000001'
const ELSEWHERE = { host: 'another host' }

async function submit(run = R): Promise<string> {
  await putRecord(store, keys.run(run), runRecord(run))
  return run
}

describe('the status of a run', () => {
  test('a run without a record is none', async () => {
    expect(await readRun(store, R)).toBeUndefined()
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1))
    expect(await readRun(store, R)).toBeUndefined()
  })

  test('it is that of the highest epoch', async () => {
    await submit()
    expect(await readRun(store, R)).toMatchObject({ status: 'pending', epoch: 0, lost: false })
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1))
    expect(await readRun(store, R)).toMatchObject({ status: 'running', epoch: 1, lost: false })
    const pending: StatusRecord = { ...statusRecord(R, 1, 1), status: 'pending' }
    await putRecord(store, keys.status(R, 1), pending)
    expect(await readRun(store, R)).toMatchObject({ status: 'pending', live: { sequence: 1 } })
    await putRecord(store, keys.cancel(R, 1), {
      schema: 'regauge.cancel/1',
      run: R,
    })
    expect(await readRun(store, R)).toMatchObject({ status: 'cancelling' })
    await putRecord(store, keys.end(R, 1), endRecord(R, 1, 'cancelled'))
    const ended = await readRun(store, R)
    expect(ended).toMatchObject({ status: 'cancelled', end: { seconds: 12 } })
    expect(ended!.live).toBeUndefined()
    for (const epoch of [2, 10]) await putRecord(store, keys.driver(R, epoch), driverRecord(R, epoch))
    expect(await readRun(store, R)).toMatchObject({ status: 'running', epoch: 10 })
  })

  test('a request to cancel an epoch that no driver has taken yet makes it none', async () => {
    await submit()
    const view = async () => (await readRun(store, R))!
    expect(await requestedEpoch(store, await view())).toBeUndefined()
    const { code, plan, stack, discards } = driverRecord(R, 1)
    const epoch = { run: R, epoch: 1, cause: 'submit', code, plan, stack, discards } as const
    const request: RequestRecord = { schema: 'regauge.request/1', ...epoch }
    await putRecord(store, keys.request(R, 1), request)
    await putRecord(store, keys.cancel(R, 1), { schema: 'regauge.cancel/1', run: R })
    expect(await view()).toMatchObject({ status: 'pending', epoch: 0 })
    expect(await requestedEpoch(store, await view())).toEqual(request)
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1))
    expect(await view()).toMatchObject({ status: 'cancelling', epoch: 1 })
    expect(await requestedEpoch(store, await view())).toBeUndefined()
  })

  test('a driver elsewhere that its place has started anew was asked for with the request of an epoch before', async () => {
    await submit()
    const taken = async () => takenRequest(store, (await readRun(store, R))!)
    const { code, plan, stack, discards } = driverRecord(R, 1)
    const epoch = { run: R, epoch: 1, cause: 'submit', code, plan, stack, discards } as const
    const request: RequestRecord = { schema: 'regauge.request/1', ...epoch }
    await putRecord(store, keys.request(R, 1), request)
    for (const epoch of [1, 2]) {
      const record = driverRecord(R, epoch)
      const elsewhere: DriverRecord = { ...record, driver: { ...record.driver, place: 'job' } }
      await putRecord(store, keys.driver(R, epoch), elsewhere)
    }
    expect(await taken()).toEqual(request)
    await putRecord(store, keys.driver(R, 3), driverRecord(R, 3))
    expect(await taken()).toBeUndefined()
  })

  test('a driver of this host that is gone has lost its run', async () => {
    await submit()
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
    await once(child, 'exit')
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1, { pid: child.pid! }))
    expect(await readRun(store, R)).toMatchObject({ status: 'running', lost: true })
    await putRecord(store, keys.end(R, 1), endRecord(R, 1, 'succeeded'))
    expect(await readRun(store, R)).toMatchObject({ status: 'succeeded', lost: false })
  })

  test('another process of the same number is not the driver', () => {
    expect(isDriverAlive(driverRecord(R, 1).driver)).toBe(true)
    expect(isDriverAlive(driverRecord(R, 1, { startedAt: '2020-01-01T00:00:00.000Z' }).driver)).toBe(
      process.platform !== 'linux',
    )
    expect(isDriverAlive(driverRecord(R, 1, ELSEWHERE).driver)).toBeUndefined()
  })

  test('a driver elsewhere counts as lost when it has been silent for long by the clock of the store', async () => {
    await submit()
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1, ELSEWHERE))
    expect(await readRun(store, R)).toMatchObject({ lost: false })
    expect(await readRun(ahead(store, 30_000), R)).toMatchObject({ lost: true })
    await putRecord(store, keys.status(R, 1), statusRecord(R, 1, 4))
    expect(await readRun(ahead(store, 15_000), R)).toMatchObject({ lost: false })
    expect(await readRun(ahead(store, 30_000), R)).toMatchObject({ lost: true })
  })
})

/** The store, whose clock has gone on. */
function ahead(of: ArtifactStore, ms: number): ArtifactStore {
  return delegateStore(of, { now: async () => new Date((await of.now()).getTime() + ms) })
}

describe('lists of runs', () => {
  test('the newest come first, also those whose ids tell no time', async () => {
    const old = v7({ msecs: Date.now() - 60_000 })
    const recent = v7({ msecs: Date.now() + 60_000 })
    const keyed = '00000000-0000-8000-8000-000000000000'
    for (const run of [recent, keyed, old]) await submit(run)
    expect((await listRuns(store)).map(({ run }) => run)).toEqual([recent, keyed, old])
    expect((await listRuns(store, { limit: 1 })).map(({ run }) => run)).toEqual([recent])
    const found = await listRuns(store, { limit: 1, where: ({ run }) => run === old })
    expect(found).toMatchObject([
      { run: old, pipeline: 'training', status: 'pending', epoch: 0, labels: { team: 'vision' } },
    ])
  })

  test('a row tells what the records of the run tell', async () => {
    await submit()
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1))
    await putRecord(store, keys.end(R, 1), endRecord(R, 1, 'failed'))
    expect(await listRuns(store)).toMatchObject([
      { status: 'failed', stack: 'local', seconds: 12, steps: { failed: 1 } },
    ])
  })

  test('a folder without a record is no run, and takes nobody’s place', async () => {
    await store.put(keys.claim(v7(), 'x', 1), bytesSource(Buffer.from('{}')))
    await submit()
    expect((await listRuns(store, { limit: 1 })).map(({ run }) => run)).toEqual([R])
  })
})

describe('finding a run', () => {
  const OTHER = '019b76f0-2222-7000-8000-000000000002'

  test('by id, by a prefix that no other has, and as the latest', async () => {
    await submit()
    await submit(OTHER)
    for (const name of [R, R.toUpperCase(), R.slice(0, 10)]) expect(await findRun(store, name)).toBe(R)
    expect(await findRun(store, 'latest')).toBe(OTHER)
  })

  test('a prefix of several is ambiguous, and both are named', async () => {
    await submit()
    await submit(OTHER)
    await expect(findRun(store, '019b')).rejects.toMatchObject({ code: 'RUN_AMBIGUOUS', details: { runs: [OTHER, R] } })
  })

  test.each(['', 'ffff', '../x', 'latest', 'runs/', '019b76f0-1111-7000-8000-00000000000f'])(
    '%j finds nothing',
    async (name) => {
      await expect(findRun(store, name)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    },
  )

  test('a mistyped id is answered with the closest one', async () => {
    await submit()
    await expect(findRun(store, R.replace('1111', '1112'))).rejects.toMatchObject({
      hint: expect.stringContaining(`Did you mean "${R}"?`) as string,
    })
  })
})

describe('step runs', () => {
  async function open() {
    await submit()
    await putRecord(store, keys.driver(R, 1), driverRecord(R, 1))
    return (await readRun(store, R))!
  }

  test('all attempts come by path as people count, with their outcomes', async () => {
    for (const [path, attempt] of [
      ['sweep[10].fit', 1],
      ['sweep[2].fit', 2],
      ['sweep[2].fit', 1],
      ['load', 1],
    ] as const) {
      await putRecord(store, keys.outcome(R, path, attempt), outcomeRecord(R, path, attempt))
    }
    const steps = await listStepRuns(store, await open())
    expect(steps.map(({ path, attempt }) => `${path}@${attempt}`)).toEqual([
      'load@1',
      'sweep[2].fit@1',
      'sweep[2].fit@2',
      'sweep[10].fit@1',
    ])
    expect(steps[0]).toMatchObject({
      status: 'succeeded',
      cached: false,
      worker: 'worker 1',
      outputs: { out: { value: 1 } },
    })
    expect(await listStepRuns(store, await open(), { path: 'sweep[2].fit' })).toHaveLength(2)
  })

  test('failures, cancels, hits and discards are told apart', async () => {
    const failure = { class: 'user', code: 'STEP_FAILED', message: 'x' } as const
    const outcome = (path: string, more: object) =>
      putRecord(store, keys.outcome(R, path, 1), { ...outcomeRecord(R, path, 1), ...more })
    await outcome('a', { status: 'failed', failure })
    await outcome('b', { status: 'failed', failure: { ...failure, class: 'cancelled' } })
    await outcome('c', { cachedFrom: 'elsewhere' })
    const run = await open()
    const driver = { ...run.driver!, discards: [{ path: 'a', through: 1 }] }
    const steps = await listStepRuns(store, { ...run, driver })
    expect(steps.map(({ status, cached, discarded }) => ({ status, cached, discarded }))).toEqual([
      { status: 'failed', cached: false, discarded: true },
      { status: 'cancelled', cached: false, discarded: false },
      { status: 'succeeded', cached: true, discarded: false },
    ])
  })

  test('attempts under way come from the status, unless their outcome stands already', async () => {
    await putRecord(store, keys.outcome(R, 'a', 1), outcomeRecord(R, 'a', 1))
    const live = [
      { path: 'a', attempt: 1, state: 'running' as const },
      { path: 'a', attempt: 2, state: 'pending' as const, pending: 'no room' },
    ]
    const run = { ...(await open()), live: { ...statusRecord(R, 1, 1), live } }
    expect(await listStepRuns(store, run)).toMatchObject([
      { attempt: 1, status: 'succeeded' },
      { attempt: 2, status: 'pending', pending: 'no room' },
    ])
  })
})

describe('logs and metrics', () => {
  async function putLines(key: string, lines: readonly unknown[]): Promise<void> {
    await store.put(key, bytesSource(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))))
  }
  const line = (m: string) => ({ t: 1, s: 'out', m })

  test('lines come attempt by attempt, and chunk by chunk as numbers count', async () => {
    const of = (path: string, attempt: number) => ({ run: R, path, attempt })
    for (const chunk of [0, 2, 10, 1]) await putLines(keys.log(of('b[2].x', 1), chunk), [line(`chunk ${chunk}`)])
    await putLines(keys.log(of('b[10].x', 1), 0), [line('tenth')])
    await putLines(keys.log(of('b[2].x', 2), 0), [line('again'), line('and again')])
    await putLines(keys.metrics(of('b[2].x', 1), 0), [{ kind: 'metric', t: 1, name: 'loss', value: 'NaN' }])
    const all = await gather(readLogs(store, R))
    expect(all.map((each) => each.line.m)).toEqual([
      'chunk 0',
      'chunk 1',
      'chunk 2',
      'chunk 10',
      'again',
      'and again',
      'tenth',
    ])
    expect(await gather(readLogs(store, R, { path: 'b[2].x', attempt: 2 }))).toHaveLength(2)
    expect(await gather(readMetrics(store, R))).toMatchObject([{ path: 'b[2].x', attempt: 1, line: { name: 'loss' } }])
  })

  test('what workers wrote outside of attempts is a log of the epoch', async () => {
    for (const chunk of [10, 9]) await putLines(keys.runLog(R, 1, chunk), [line(`chunk ${chunk}`)])
    expect((await gather(readRunLog(store, R, { epoch: 1 }))).map(({ m }) => m)).toEqual(['chunk 9', 'chunk 10'])
    expect(await gather(readRunLog(store, R, { epoch: 2 }))).toEqual([])
  })

  test('a line that was cut is left out', async () => {
    const key = keys.log({ run: R, path: 'a', attempt: 1 }, 0)
    await putLines(key, [line('whole')])
    await writeFile(join(folder, key), `${JSON.stringify(line('whole'))}\n{"t":1,"s":"o`)
    expect(await gather(readLogs(store, R))).toHaveLength(1)
  })
})
