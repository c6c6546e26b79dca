import type { LauncherEvent } from '@regauge/core'
import { describe, expect, test } from 'vitest'
import { ANNOTATIONS, INDEX_ANNOTATION } from '../objects/keys.ts'
import { endedWith, RUNNING, type ScriptedCluster, startScriptedCluster } from './scripted-cluster.fixture.ts'

const POLL = { timeout: 20_000, interval: 10 }

const PATHS = [0, 1, 2].map((item) => `sweep[${item}].fit`)
const IDS = PATHS.map((path) => `${path}@1`)

/** The completion mode of each Job that stands, and how many pods it wants. */
const modes = (cluster: ScriptedCluster) =>
  cluster.jobs().map(({ spec }) => {
    const { completionMode = 'NonIndexed', completions } = spec as { completionMode?: string; completions: number }
    return `${completionMode} ${completions}`
  })

/** The pod of an item, whether or not it shares its Job with others. */
function podOf(cluster: ScriptedCluster, item: number): string | undefined {
  const found = cluster.pods().find(({ metadata }) => {
    const annotations = metadata['annotations'] as Readonly<Record<string, string>>
    return (annotations[INDEX_ANNOTATION] ?? String(PATHS.indexOf(annotations[ANNOTATIONS.path]!))) === String(item)
  })
  return found?.metadata.name
}

const startAll = async (cluster: ScriptedCluster, config: object = {}) => {
  const opened = await cluster.open({ config })
  await Promise.all(cluster.items(3).map((bundle) => opened.launcher.start(bundle)))
  return opened
}

/** What was told of each attempt and bundle, but for waits. */
const toldOf = (events: readonly LauncherEvent[], id: string) =>
  events.flatMap((event) => {
    if (event.kind === 'warning' || event.kind === 'pending') return []
    return (event.kind === 'ended' ? event.bundle : event.attempt) === id ? [event.kind] : []
  })

const SEPARATE = ['NonIndexed 1', 'NonIndexed 1', 'NonIndexed 1']

describe.each([
  ['auto', ['Indexed 3']],
  ['indexed', ['Indexed 3']],
  ['jobs', SEPARATE],
] as const)('a map with "maps: %s"', (maps, expected) => {
  test('is so many Jobs, and each item tells of itself', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await startAll(cluster, { maps })
    expect(modes(cluster)).toEqual(expected)
    cluster.report(RUNNING)
    for (const [item, path] of PATHS.entries()) {
      await cluster.claim(path)
      if (item !== 1) await cluster.succeed(path)
      cluster.report(endedWith(item === 1 ? 1 : 0), podOf(cluster, item))
    }
    await expect.poll(() => opened.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(3)
    const succeeded = ['started', 'outcome', 'ended']
    expect(IDS.map((id) => toldOf(opened.events, id))).toEqual([succeeded, ['started', 'ended'], succeeded])
    const failure = expect.objectContaining({ class: 'user', code: 'STEP_EXITED' }) as unknown
    expect(opened.events).toContainEqual({ kind: 'ended', bundle: IDS[1], failure })
  })

  test('loses one item to a cancel, and no other one', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await startAll(cluster, { maps })
    cluster.report(RUNNING)
    await opened.launcher.cancel([IDS[1]!], { reason: 'cancelled' })
    await expect.poll(() => toldOf(opened.events, IDS[1]!).at(-1), POLL).toBe('ended')
    expect(toldOf(opened.events, IDS[1]!)).toContain('outcome')
    expect(PATHS.map((_, item) => podOf(cluster, item) !== undefined)).toEqual([true, false, true])
    expect(cluster.jobs()).toHaveLength(maps === 'jobs' ? 2 : 1)
    for (const item of [0, 2]) {
      await cluster.claim(PATHS[item]!)
      await cluster.succeed(PATHS[item]!)
      cluster.report(endedWith(0), podOf(cluster, item))
    }
    await expect.poll(() => opened.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(3)
    expect(toldOf(opened.events, IDS[2]!)).toEqual(['started', 'outcome', 'ended'])
  })

  test('goes with its last item when all are cancelled', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await startAll(cluster, { maps })
    await opened.launcher.cancel(IDS, { reason: 'cancelled' })
    await expect.poll(() => opened.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(3)
    expect([...cluster.jobs(), ...cluster.pods()]).toEqual([])
  })

  test('is adopted without the items whose pods have ended', async () => {
    await using cluster = await startScriptedCluster()
    const lost = await startAll(cluster, { maps })
    cluster.report(RUNNING)
    for (const item of [0, 1]) await cluster.claim(PATHS[item]!)
    await cluster.succeed(PATHS[0]!)
    cluster.report(endedWith(0), podOf(cluster, 0))
    await lost[Symbol.asyncDispose]()
    await using next = await cluster.open({ epoch: 2, config: { maps } })
    const live = [
      { id: IDS[1], attempts: [{ path: PATHS[1], attempt: 1, started: true }] },
      { id: IDS[2], attempts: [{ path: PATHS[2], attempt: 1, started: false }] },
    ]
    const found = await next.launcher.adopt()
    expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(live)
    for (const item of [1, 2]) {
      await cluster.succeed(PATHS[item]!)
      cluster.report(endedWith(0), podOf(cluster, item))
    }
    await expect.poll(() => next.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(2)
    expect(toldOf(next.events, IDS[1]!)).toEqual(['outcome', 'ended'])
    expect(cluster.jobs()).toHaveLength(expected.length)
  })
})

test('an item of an Indexed Job whose pod has gone unseen is over before the others', async () => {
  await using cluster = await startScriptedCluster()
  const lost = await startAll(cluster)
  cluster.report(RUNNING)
  await lost[Symbol.asyncDispose]()
  const { objects } = cluster.api
  objects.remove(
    'pods',
    cluster.pods().find(({ metadata }) => metadata.name === podOf(cluster, 1))!,
  )
  const status = { active: 2, failed: 1, failedIndexes: '1' }
  objects.patch('jobs', cluster.jobs()[0]!.metadata, { status })
  await using next = await cluster.open({ epoch: 2 })
  expect(await next.launcher.adopt()).toHaveLength(3)
  const failure = expect.objectContaining({ class: 'infrastructure', code: 'KUBERNETES_POD_DELETED' }) as unknown
  await expect.poll(() => next.events, POLL).toContainEqual({ kind: 'ended', bundle: IDS[1], failure })
  expect(next.events.filter(({ kind }) => kind === 'ended')).toHaveLength(1)
})

test.each([
  ['auto', []],
  ['indexed', ['Kubernetes 1.28 has no backoffLimitPerIndex: each bundle of a map runs in a Job of its own.']],
] as const)('on Kubernetes 1.28 a map with "maps: %s" is a Job an item', async (maps, said) => {
  await using cluster = await startScriptedCluster({ version: 'v1.28.9' })
  await using opened = await startAll(cluster, { maps })
  expect(modes(cluster)).toEqual(SEPARATE)
  const warnings = said.map((message) => ({ kind: 'warning', code: 'KUBERNETES_UNSUITABLE', message }))
  const told = opened.events.filter((event) => event.kind === 'warning' && event.code === 'KUBERNETES_UNSUITABLE')
  expect(told).toEqual(warnings)
})
