import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OutcomeRecord, putRecord } from '@regauge/core/records'
import { eventually, isRunning, makeProject, type TestLauncher, type TestProject } from './project.fixture.ts'

describe('an attempt that a driver has given up', () => {
  let project: TestProject
  let local: TestLauncher
  beforeAll(async () => {
    project = await makeProject()
    local = await project.open({ slots: 1 })
  })
  afterAll(async () => {
    await local[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  /** Puts the outcome of an attempt, as the driver of a later epoch does. */
  async function fence(path: string): Promise<OutcomeRecord> {
    const record: OutcomeRecord = {
      schema: 'regauge.outcome/1',
      run: local.run,
      path,
      attempt: 1,
      epoch: 2,
      status: 'failed',
      outputs: {},
      failure: { class: 'lost', code: 'STEP_LOST', message: 'Given up.' },
      endedAt: new Date().toISOString(),
      logs: 0,
      metrics: 0,
    }
    const key = `runs/${local.run}/steps/${path}@1.outcome.json`
    expect(await putRecord(project.store, key, record, { ifAbsent: true })).toEqual({ written: true })
    return record
  }

  test('ends without a trace in its outcome, and its worker stops with all that it still had to do', async () => {
    const file = join(project.root, 'go-on')
    const waits = local.envelope('waitsForFile', { path: 'fenced', inputs: { file: { value: file } } })
    const bundle = local.bundle([
      waits,
      local.envelope('spins', { path: 'behind' }),
      local.envelope('greets', { path: 'last' }),
    ])
    await local.launcher.start(bundle)
    const started = await local.until((event) => event.kind === 'started' && event.attempt === 'fenced@1')
    const worker = Number(/pid (\d+)/.exec(('worker' in started && started.worker) || '')?.[1])
    const record = await fence('fenced')
    expect(await isRunning(worker)).toBe(true)
    await writeFile(file, '')

    const ended = await local.until((event) => event.kind === 'ended' && event.bundle === bundle.id)
    expect(ended).toEqual({ kind: 'ended', bundle: bundle.id })
    expect(await local.outcome('fenced')).toEqual(record)
    expect(await isRunning(worker)).toBe(false)
    // Nobody may take it for ended: the driver that holds the run may start it again.
    expect(await local.outcome('last')).toBeUndefined()
    expect(await local.runStep('greets', { path: 'another' })).toMatchObject({ status: 'succeeded' })
  })

  test('changes nothing by failing, or by dying', async () => {
    for (const step of ['throws', 'exits', 'commandFails', 'fillsTheHeap']) {
      const record = await fence(step)
      expect(await local.runBundle([local.envelope(step)], 64 * 2 ** 20)).toEqual([record])
    }
  })

  test('gives no output to a secret that nobody knows either', async () => {
    const record = await fence('unknownSecret')
    const envelope = local.envelope('greets', { path: 'unknownSecret', secrets: ['no.such'] })
    expect(await local.runBundle([envelope])).toEqual([record])
  })

  test('is asked to stop like any other, and leaves its record alone', async () => {
    await local.launcher.start(local.bundle([local.envelope('obeys', { graceMs: 60_000 })]))
    await local.until((event) => event.kind === 'started' && event.attempt === 'obeys@1')
    const record = await fence('obeys')
    await local.launcher.cancel(['obeys@1'], { reason: 'cancelled' })
    await local.until((event) => event.kind === 'outcome' && event.attempt === 'obeys@1')
    await eventually(async () => (await local.outcome('obeys')) !== undefined)
    expect(await local.outcome('obeys')).toEqual(record)
  })
})
