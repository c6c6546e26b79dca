import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutcomeRecord } from '@regauge/core/records'
import { eventually, isRunning, makeProject, type TestLauncher, type TestProject } from './project.fixture.ts'

describe('the local launcher', () => {
  let project: TestProject
  let local: TestLauncher
  beforeAll(async () => {
    project = await makeProject()
    local = await project.open({ slots: 2 })
  })
  afterAll(async () => {
    await local[Symbol.asyncDispose]()
    await project[Symbol.asyncDispose]()
  })

  test('a bundle tells its starts, its outcomes in turn, and its end', async () => {
    const envelopes = [1, 2, 3].map((item) => local.envelope('greets', { path: `turn[${item}].greets` }))
    const from = local.events.length
    await local.runBundle(envelopes)
    const told = local.events
      .slice(from)
      .map((event) => `${event.kind} ${'attempt' in event ? event.attempt : ''}`.trim())
    const ids = envelopes.map(({ path }) => `${path}@1`)
    expect(told.filter((each) => each.startsWith('started'))).toEqual(ids.map((id) => `started ${id}`))
    expect(told.filter((each) => each.startsWith('outcome')).toSorted()).toEqual(ids.map((id) => `outcome ${id}`))
    expect(told.at(-1)).toBe('ended')
  })

  test('outcomes name times and worker', async () => {
    const outcome = await local.runStep('greets', { path: 'named' })
    expect(outcome.worker).toMatch(new RegExp(`^worker \\d+ \\(pid \\d+\\) on ${hostname()}$`))
    expect(outcome.ms).toBeGreaterThanOrEqual(0)
    expect(Date.parse(outcome.startedAt!)).toBeLessThanOrEqual(Date.parse(outcome.endedAt))
  })

  test('a bundle that is started twice runs once', async () => {
    const bundle = local.bundle([local.envelope('greets', { path: 'twice' })])
    await local.launcher.start(bundle)
    await local.launcher.start(bundle)
    await local.until((event) => event.kind === 'ended' && event.bundle === bundle.id)
    expect(local.events.filter((event) => event.kind === 'started' && event.attempt === 'twice@1')).toHaveLength(1)
  })

  test('a thousand attempts each leave one successful outcome', async () => {
    const envelopes = Array.from({ length: 1_000 }, (_, item) =>
      local.envelope('greets', { path: `many[${item}].greets` }),
    )
    const bundles = Array.from({ length: 250 }, (_, bundle) => envelopes.slice(bundle * 4, bundle * 4 + 4))
    const outcomes = (await Promise.all(bundles.map((some) => local.runBundle(some)))).flat()
    expect(outcomes.filter(({ status }) => status === 'succeeded')).toHaveLength(1_000)
  })

  test('after a failure in the middle of a bundle the rest runs in another worker', async () => {
    const steps = ['looksAround', 'isKilled', 'looksAround', 'throws', 'looksAround']
    const outcomes = await local.runBundle(
      steps.map((step, item) => local.envelope(step, { path: `mixed[${item}].${step}` })),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded', 'failed', 'succeeded'])
    expect(new Set(outcomes.map(({ worker }) => worker)).size).toBe(3)
  })

  test('no more bundles run at once than there are slots', async () => {
    const from = local.events.length
    const file = join(project.root, 'slots-are-full')
    const wish = { inputs: { file: { value: file } } }
    const bundles = [1, 2, 3, 4].map((item) =>
      local.runBundle([local.envelope('waitsForFile', { path: `slot[${item}].x`, ...wish })]),
    )
    for (const item of [1, 2])
      await local.until((event) => event.kind === 'started' && event.attempt === `slot[${item}].x@1`)
    await writeFile(file, '')
    await Promise.all(bundles)
    const running = [0]
    for (const { kind } of local.events.slice(from)) {
      running.push(running.at(-1)! + (kind === 'started' ? 1 : kind === 'ended' ? -1 : 0))
    }
    expect(Math.max(...running)).toBe(2)
  })

  describe('workers', () => {
    const seen = ({ outputs }: OutcomeRecord) => outputs['seen']!.value as Record<string, unknown>

    test('a warm one is used again, a spent one is not', async () => {
      await using single = await project.open({ slots: 1 })
      const pids: unknown[] = []
      const steps = ['greets', 'closesItsServer', 'leavesAServer', 'throws', 'obeys', 'finishesAnyway']
      for (const [item, step] of steps.entries()) {
        const limits = item < 4 ? {} : { timeoutMs: 100, graceMs: 60_000 }
        await single.runStep(step, { path: `used[${item}].${step}`, ...limits })
        pids.push(seen(await single.runStep('looksAround', { path: `used[${item}].looksAround` }))['pid'])
      }
      expect(pids[1]).toBe(pids[0])
      expect(new Set(pids).size).toBe(5)
    })

    test('fresh ones serve one attempt each, also of one bundle', async () => {
      await using single = await project.open({ slots: 1, isolation: 'fresh' })
      const envelopes = [1, 2, 3].map((item) => single.envelope('looksAround', { path: `fresh[${item}].x` }))
      const outcomes = await single.runBundle(envelopes)
      expect(new Set(outcomes.map((outcome) => seen(outcome)['pid'])).size).toBe(3)
    })

    test('a step finds the project as its directory, its own environment, and no channel of ours', async () => {
      const outcome = await local.runStep('looksAround', { path: 'around', env: { WANTED: 'yes' } })
      expect(seen(outcome)).toMatchObject({ cwd: project.root, wanted: 'yes', secret: null, canSend: false })
    })

    test('a step knows which attempt of what it is, and has an empty directory', async () => {
      const path = 'sweep[3].knowsItself'
      const [outcome] = await local.runBundle([local.envelope('knowsItself', { path, attempt: 2, items: [3] })])
      expect(outcome!.outputs['self']!.value).toEqual({
        run: local.run,
        pipeline: 'ways',
        step: 'knowsItself',
        path,
        attempt: 2,
        items: [3],
        aborted: false,
        found: [],
      })
    })

    test('what one attempt changes the next one does not see', async () => {
      await using single = await project.open({ slots: 1 })
      const [, outcome] = await single.runBundle([
        single.envelope('changesItsSurroundings'),
        single.envelope('looksAround'),
      ])
      expect(seen(outcome!)).toMatchObject({ cwd: project.root, leftBehind: null, home: process.env['HOME'] ?? null })
    })
  })

  describe('stopping', () => {
    test('a step that obeys its signal is cancelled at once', async () => {
      await local.launcher.start(local.bundle([local.envelope('obeys', { graceMs: 60_000 })]))
      await local.until((event) => event.kind === 'started' && event.attempt === 'obeys@1')
      await local.launcher.cancel(['obeys@1'], { reason: 'cancelled' })
      await local.until((event) => event.kind === 'outcome' && event.attempt === 'obeys@1')
      expect((await local.outcome('obeys'))?.failure).toMatchObject({ class: 'cancelled', code: 'STEP_CANCELLED' })
    })

    test('a step that ends well in spite of a cancel has succeeded', async () => {
      await local.launcher.start(local.bundle([local.envelope('finishesAnyway', { graceMs: 60_000 })]))
      await local.until((event) => event.kind === 'started' && event.attempt === 'finishesAnyway@1')
      await local.launcher.cancel(['finishesAnyway@1'], { reason: 'cancelled' })
      await local.until((event) => event.kind === 'outcome' && event.attempt === 'finishesAnyway@1')
      expect(await local.outcome('finishesAnyway')).toMatchObject({ status: 'succeeded' })
    })

    test('attempts that have not begun end as cancelled, wherever they wait', async () => {
      await using single = await project.open({ slots: 1 })
      const running = [single.envelope('obeys', { path: 'a' }), single.envelope('greets', { path: 'b' })]
      const bundles = [single.bundle(running), single.bundle([single.envelope('greets', { path: 'c' })])]
      for (const bundle of bundles) await single.launcher.start(bundle)
      await single.until((event) => event.kind === 'started' && event.attempt === 'a@1')
      await single.launcher.cancel(['a@1', 'b@1', 'c@1', 'unknown@1'], { reason: 'cancelled' })
      for (const { id } of bundles) await single.until((event) => event.kind === 'ended' && event.bundle === id)
      for (const path of ['b', 'c']) {
        const outcome = await single.outcome(path)
        expect(outcome).toMatchObject({ status: 'failed', failure: { class: 'cancelled' } })
        expect(outcome?.startedAt).toBeUndefined()
      }
    })

    test('an attempt that was cancelled before its turn ends as cancelled, and those around it succeed', async () => {
      const file = join(project.root, 'turn')
      const waits = local.envelope('waitsForFile', { path: 'first', inputs: { file: { value: file } } })
      // The wish may reach the worker only when the attempt has just begun, so that it has to obey.
      const second = local.envelope('obeys', { path: 'second', graceMs: 60_000 })
      const running = local.runBundle([waits, second, local.envelope('greets', { path: 'third' })])
      await local.until((event) => event.kind === 'started' && event.attempt === 'first@1')
      await local.launcher.cancel(['second@1'], { reason: 'cancelled' })
      await writeFile(file, '')
      const outcomes = await running
      expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'failed', 'succeeded'])
      expect(outcomes[1]).toMatchObject({ outputs: {}, failure: { class: 'cancelled', code: 'STEP_CANCELLED' } })
    })

    test('a timeout kills what the step has started', async () => {
      const file = join(project.root, 'grandchild.pid')
      const envelope = local.envelope('leavesChildren', { inputs: { file: { value: file } } })
      const running = local.runBundle([envelope])
      await eventually(() => existsSync(file))
      await local.launcher.cancel(['leavesChildren@1'], { reason: 'timeout', graceMs: 100 })
      expect((await running)[0]?.failure).toMatchObject({ class: 'timeout' })
      const pid = Number.parseInt(await readFile(file, 'utf8'), 10)
      expect(pid).toBeGreaterThan(0)
      await eventually(async () => !(await isRunning(pid)))
    })

    test('disposal ends every worker, and leaves no file and decides no attempt', async () => {
      const single = await project.open({ slots: 1 })
      await single.launcher.start(single.bundle([single.envelope('spins'), single.envelope('greets')]))
      const started = await single.until((event) => event.kind === 'started')
      const pid = Number(/pid (\d+)/.exec(('worker' in started && started.worker) || '')?.[1])
      await single[Symbol.asyncDispose]()
      expect(await isRunning(pid)).toBe(false)
      // Its driver has stopped; the next one says what becomes of the attempt.
      expect(await single.outcome('spins')).toBeUndefined()
      expect(await single.outcome('greets')).toBeUndefined()
      await expect(single.launcher.start(single.bundle([]))).rejects.toMatchObject({ code: 'STEP_WORKER_FAILED' })
    })
  })
})
