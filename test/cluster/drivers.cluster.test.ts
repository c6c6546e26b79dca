import { requestCancel, startElsewhere } from '@regauge/core/run'
import { readRun } from '@regauge/core/records'
import { describe, expect, inject, test } from 'vitest'
import { openHttpProxy } from '../services/http-proxy.fixture.ts'
import { evict } from './delete-places.fixture.ts'
import { openPromptedStack, type PromptedStack } from './prompted-stack.fixture.ts'
import { until } from './until.ts'

/** Has a run driven in the cluster; gives its id. */
async function submitToCluster(opened: PromptedStack, pipeline: string): Promise<string> {
  const { record, epoch } = await opened.submit({ pipeline })
  await startElsewhere({ stack: opened.stack, place: opened.stack.orchestrator.driverPlace!, record, epoch })
  return record.run
}

const ended = ({ stack }: PromptedStack, run: string) => until(async () => (await readRun(stack.store, run))?.end)

const stepJobs = async (opened: PromptedStack) =>
  (await opened.jobs()).flatMap(({ metadata }) =>
    metadata?.labels?.['regauge.dev/role'] === 'driver' ? [] : [metadata!.name!],
  )

/** Resolves when there is neither Job nor pod any more; within the minute that it may take. */
const noneIsLeft = (opened: PromptedStack) =>
  until(async () => (await opened.pods()).length === 0 && (await opened.jobs()).length === 0, 60_000)

describe('drivers come and go, on a real cluster', () => {
  test('row 13: a driver whose pod is evicted is followed by another one, and no step is started again', async () => {
    await using opened = await openPromptedStack({ config: { driver: 'cluster' } })
    const { prompter, stack } = opened
    const run = await submitToCluster(opened, 'between')
    await prompter.began('works@1')
    const before = (await opened.pods()).find(({ metadata }) => metadata?.labels?.['regauge.dev/role'] === 'driver')!
    await evict(opened.namespace, before)
    await expect.poll(async () => (await readRun(stack.store, run))?.epoch, { timeout: 30_000 }).toBe(2)
    prompter.tell('works@1', 'return')
    expect(await ended(opened, run)).toMatchObject({ status: 'succeeded' })
    const succeeded = 'succeeded'
    expect((await opened.read(run)).fates).toEqual({
      'before@1': succeeded,
      'works@1': succeeded,
      'notes@1': succeeded,
    })
    expect(prompter.begun).toEqual(['works@1'])
    expect(await stepJobs(opened)).toHaveLength(3)
  })

  test('a driver goes on by the hints of runners alone, long before their pods have ended', async () => {
    const { endpoint } = inject('cluster').s3
    await using way = await openHttpProxy(endpoint, new URL(endpoint).hostname)
    await using opened = await openPromptedStack({ config: { driver: 'cluster' }, endpoint: way.url })
    const { prompter } = opened
    const run = await submitToCluster(opened, 'trailed')
    await prompter.began('each[0].works@1')
    // As a driver does that looks how far an attempt has come. What it has been told of, it reads.
    way.interfere(({ method, url }) => {
      const isLook = method === 'HEAD' && decodeURIComponent(url).includes('/steps/each[0].works@1.')
      return isLook ? 'request lost' : undefined
    })
    prompter.tell('each[0].works@1', 'return')
    // The pod goes on with the second item, and nobody has told that what to do.
    await prompter.began('each[0].behind@1')
    for (const attempt of ['each[1].works@1', 'each[0].behind@1', 'each[1].behind@1']) prompter.tell(attempt, 'return')
    expect(await ended(opened, run)).toMatchObject({ status: 'succeeded' })
    expect(prompter.begun).toHaveLength(4)
  })

  test('row 14: of two drivers the older one stops, and the steps of the run notice nothing', async () => {
    await using opened = await openPromptedStack()
    const { prompter } = opened
    const submitted = await opened.submit()
    const older = await opened.drive(submitted)
    await prompter.began('works@1')
    const newer = await opened.drive(submitted)
    expect(await older.result).toEqual({ kind: 'fenced', epoch: 2 })
    prompter.tell('works@1', 'return')
    expect(await newer.result).toMatchObject({ kind: 'ended', end: { status: 'succeeded', epoch: 2 } })
    expect((await opened.read(older.id)).fates).toEqual({ 'works@1': 'succeeded' })
    expect(prompter.begun).toEqual(['works@1'])
  })

  test('row 24: a run that is cancelled while its pods are being made leaves none of them', async () => {
    await using opened = await openPromptedStack()
    const { id, result } = await opened.drive(await opened.submit())
    await requestCancel(opened.stack.store, id, 1)
    expect(await result).toMatchObject({ kind: 'ended', end: { status: 'cancelled' } })
    await noneIsLeft(opened)
  })

  test('row 24: a step that is cancelled as soon as its Job is asked for leaves no pod', async () => {
    await using opened = await openPromptedStack()
    const cancel = new AbortController()
    const { result } = await opened.drive(await opened.submit(), { cancel: cancel.signal })
    await until(async () => (await opened.jobs()).length > 0)
    cancel.abort()
    expect(await result).toMatchObject({ kind: 'ended', end: { status: 'cancelled' } })
    await noneIsLeft(opened)
  })
})
