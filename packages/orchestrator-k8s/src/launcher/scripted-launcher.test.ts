import { createHintSender } from '@regauge/core/runtime'
import { describe, expect, test } from 'vitest'
import type { Fault } from '../api/scripted-request.fixture.ts'
import { endedWith, RUNNING, startScriptedCluster } from './scripted-cluster.fixture.ts'

const POLL = { timeout: 20_000, interval: 10 }

describe('a driver that is lost around the creation of a Job', () => {
  test('row 15: has asked for nothing: the next one makes the Job, under the name that it would have had', async () => {
    let isAway = true
    await using cluster = await startScriptedCluster({
      script: ({ verb, resource }) => (isAway && verb === 'create' && resource === 'jobs' ? 'reset' : undefined),
    })
    const bundle = cluster.bundle('fit')
    const lost = await cluster.open()
    lost.launcher.start(bundle).catch(() => undefined)
    const isAsked = () => cluster.api.requests.some(({ verb, resource }) => verb === 'create' && resource === 'jobs')
    await expect.poll(isAsked, POLL).toBe(true)
    await lost[Symbol.asyncDispose]()
    isAway = false
    await using next = await cluster.open({ epoch: 2 })
    expect(await next.launcher.adopt()).toEqual([])
    await next.launcher.start(bundle)
    const names = cluster.api.requests.flatMap(({ verb, resource, body }) =>
      verb === 'create' && resource === 'jobs' ? [(body as { metadata: { name: string } }).metadata.name] : [],
    )
    expect(new Set(names)).toEqual(new Set(cluster.jobs().map(({ metadata }) => metadata.name)))
    expect(cluster.jobs()).toHaveLength(1)
  })

  test('row 16: has never heard the answer: the next one adopts the Job, and makes no second one', async () => {
    let heard = false
    await using cluster = await startScriptedCluster({
      script: ({ verb, resource }) =>
        !heard && (verb === 'create' || verb === 'get') && resource === 'jobs'
          ? verb === 'create'
            ? 'lost answer'
            : 'reset'
          : undefined,
    })
    const bundle = cluster.bundle('fit')
    const lost = await cluster.open()
    lost.launcher.start(bundle).catch(() => undefined)
    await expect.poll(() => cluster.jobs().length, POLL).toBe(1)
    await lost[Symbol.asyncDispose]()
    heard = true
    const [before] = cluster.jobs()
    await using next = await cluster.open({ epoch: 2 })
    expect(await next.launcher.adopt()).toEqual([
      { id: 'fit@1', attempts: [{ path: 'fit', attempt: 1, started: false }] },
    ])
    // Also where it does not know that the bundle is there.
    await next.launcher.start(bundle)
    expect(cluster.jobs()).toEqual([before])
    await cluster.succeed('fit')
    cluster.report(endedWith(0))
    await expect
      .poll(() => next.events, POLL)
      .toContainEqual({ kind: 'ended', bundle: 'fit@1', failure: expect.anything() as unknown })
    expect(next.events).toContainEqual({ kind: 'outcome', attempt: 'fit@1' })
  })

  test('row 16: a driver that was not told of the Job finds it when it asks for it again', async () => {
    await using cluster = await startScriptedCluster()
    const bundle = cluster.bundle('fit')
    const lost = await cluster.open()
    await lost.launcher.start(bundle)
    await lost[Symbol.asyncDispose]()
    const [before] = cluster.jobs()
    await using next = await cluster.open({ epoch: 2 })
    await next.launcher.start(bundle)
    expect(cluster.jobs()).toEqual([before])
  })
})

test('a bundle of more attempts than a Job can name is adopted by the table that its pod reads', async () => {
  await using cluster = await startScriptedCluster()
  const one = cluster.bundle('fit')
  const envelopes = Array.from({ length: 3_000 }, (_, item) => ({ ...one.envelopes[0]!, path: `sweep[${item}].fit` }))
  const lost = await cluster.open()
  await lost.launcher.start({ ...one, id: 'sweep[0].fit@1', envelopes })
  await lost[Symbol.asyncDispose]()
  await using next = await cluster.open({ epoch: 2 })
  // What others have stored since does not matter.
  await next.launcher.start({ ...one, id: 'sweep[1].fit@1', envelopes: envelopes.slice(1) })
  const [adopted] = await next.launcher.adopt()
  expect(adopted?.attempts).toEqual(envelopes.map(({ path }) => ({ path, attempt: 1, started: false })))
})

test('a launcher that may not watch pods takes back what it has started, and says what it lacks', async () => {
  await using cluster = await startScriptedCluster({
    script: ({ verb, resource }) =>
      verb === 'list' && resource === 'pods'
        ? { status: 403, reason: 'Forbidden', message: 'pods is forbidden: User "jane" cannot list resource "pods"' }
        : undefined,
  })
  await using launched = await cluster.open()
  await launched.launcher.start(cluster.bundle('fit'))
  await expect
    .poll(() => launched.events, POLL)
    .toContainEqual({
      kind: 'ended',
      bundle: 'fit@1',
      failure: expect.objectContaining({ class: 'config', code: 'KUBERNETES_DENIED' }) as unknown,
    })
  expect(cluster.jobs()).toEqual([])
})

describe('row 17: a launcher whose watch breaks', () => {
  test.each<[string, Fault]>([
    ['is forgotten by the server', { event: 410 }],
    ['is reset', 'reset'],
    ['breaks off within a line', 'cut'],
    ['brings what is no JSON', 'invalid json'],
  ])('tells the end of a pod once, where it %s', async (_, fault) => {
    let isBroken = true
    await using cluster = await startScriptedCluster({
      script: ({ verb, resource }) => (isBroken && verb === 'watch' && resource === 'pods' ? fault : undefined),
    })
    await using opened = await cluster.open()
    await opened.launcher.start(cluster.bundle('fit'))
    const watches = () => cluster.api.requests.filter(({ verb, resource }) => verb === 'watch' && resource === 'pods')
    await expect.poll(() => watches().length, POLL).toBeGreaterThan(0)
    cluster.report(RUNNING)
    await cluster.succeed('fit')
    cluster.report(endedWith(0))
    isBroken = false
    await expect.poll(() => opened.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(1)
    expect(opened.events.filter(({ kind }) => kind === 'outcome')).toEqual([{ kind: 'outcome', attempt: 'fit@1' }])
  })
})

test('a driver that finds pods of an earlier one lists them once, and hears of what becomes of them meanwhile', async () => {
  let isHeld = true
  await using cluster = await startScriptedCluster({
    // The list of the Jobs is the last that it hears of.
    script: ({ verb, resource }) => (isHeld && verb === 'list' && resource === 'jobs' ? 'reset' : undefined),
  })
  const [first, second] = [cluster.bundle('fit'), cluster.bundle('score')]
  const lost = await cluster.open()
  await Promise.all([lost.launcher.start(first), lost.launcher.start(second)])
  cluster.report(RUNNING)
  await cluster.claim('fit')
  await cluster.claim('score')
  await lost[Symbol.asyncDispose]()

  const listed = () =>
    cluster.api.requests.filter(({ verb, resource }) => verb === 'list' && resource === 'pods').length
  const before = listed()
  await using next = await cluster.open({ epoch: 2 })
  const adopting = next.launcher.adopt()
  await expect.poll(() => listed() - before, POLL).toBe(1)
  const pod = cluster.pods().find(({ metadata }) => metadata.name.includes('score'))!
  await cluster.succeed('score')
  cluster.report(endedWith(0), pod.metadata.name)
  isHeld = false

  const started = (path: string) => ({ id: `${path}@1`, attempts: [{ path, attempt: 1, started: true }] })
  expect(await adopting).toContainEqual(started('fit'))
  expect(listed() - before).toBe(1)
  await cluster.succeed('fit')
  cluster.report(endedWith(0))
  const end = { kind: 'ended', bundle: 'fit@1', failure: expect.anything() as unknown }
  await expect.poll(() => next.events, POLL).toContainEqual(end)
})

test('row 18: a launcher whose server has too much to do makes all Jobs in the end, each of them once', async () => {
  await using cluster = await startScriptedCluster({
    script: ({ verb, resource, count }) =>
      verb === 'create' && resource === 'jobs' && count <= 40 ? { status: 429, retryAfter: 1 } : undefined,
  })
  await using opened = await cluster.open()
  const steps = Array.from({ length: 20 }, (_, index) => `fit${index}`)
  await Promise.all(steps.map((step) => opened.launcher.start(cluster.bundle(step))))
  expect(cluster.jobs()).toHaveLength(20)
  expect(opened.events.filter(({ kind }) => kind === 'ended')).toEqual([])
})

describe('what a pod has left decides', () => {
  test('row 21: an outcome is told before the end of a pod that was killed after it', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await cluster.open()
    await opened.launcher.start(cluster.bundle('fit'))
    cluster.report(RUNNING)
    await cluster.claim('fit')
    await cluster.succeed('fit')
    cluster.report(endedWith(137))
    await expect.poll(() => opened.events.at(-1)?.kind, POLL).toBe('ended')
    expect(opened.events.filter(({ kind }) => kind !== 'pending').map(({ kind }) => kind)).toEqual([
      'started',
      'outcome',
      'ended',
    ])
  })

  test('row 22: a pod that has completed without an outcome is lost', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await cluster.open()
    await opened.launcher.start(cluster.bundle('fit'))
    await cluster.claim('fit')
    cluster.report(endedWith(0))
    const failure = expect.objectContaining({ class: 'lost', code: 'STEP_LOST' }) as unknown
    await expect.poll(() => opened.events.at(-1), POLL).toEqual({ kind: 'ended', bundle: 'fit@1', failure })
    expect(opened.events).toContainEqual(expect.objectContaining({ kind: 'warning', code: 'STEP_LOST' }))
  })

  test('row 11: a Job that is gone before anybody has seen its pod is an infrastructure failure', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await cluster.open()
    await opened.launcher.start(cluster.bundle('fit'))
    const [job] = cluster.jobs()
    cluster.api.objects.delete('jobs', job!)
    const failure = expect.objectContaining({ class: 'infrastructure', code: 'KUBERNETES_POD_DELETED' }) as unknown
    await expect.poll(() => opened.events.at(-1), POLL).toEqual({ kind: 'ended', bundle: 'fit@1', failure })
  })

  test('row 12: of two pods the one that was fenced is no end, as long as the other one runs', async () => {
    await using cluster = await startScriptedCluster()
    await using opened = await cluster.open()
    await opened.launcher.start(cluster.bundle('fit'))
    const [first] = cluster.pods()
    cluster.report(RUNNING)
    cluster.api.objects.put('pods', {
      ...first!,
      metadata: { ...first!.metadata, name: 'second', uid: undefined },
      status: endedWith(75),
    })
    await cluster.claim('fit')
    await expect.poll(() => cluster.pods().length, POLL).toBe(2)
    await cluster.succeed('fit')
    cluster.report(endedWith(0), first!.metadata.name)
    await expect.poll(() => opened.events.at(-1)?.kind, POLL).toBe('ended')
    expect(opened.events.filter(({ kind }) => kind !== 'pending').map(({ kind }) => kind)).toEqual([
      'started',
      'outcome',
      'ended',
    ])
  })

  test('row 24: a cancel that comes while the Job is being made leaves neither Job nor pod', async () => {
    const made = Promise.withResolvers<void>()
    await using cluster = await startScriptedCluster({
      script: ({ verb, resource }) => (verb === 'create' && resource === 'jobs' ? { after: made.promise } : undefined),
    })
    await using opened = await cluster.open()
    const starting = opened.launcher.start(cluster.bundle('fit'))
    const cancelling = opened.launcher.cancel(['fit@1'], { reason: 'cancelled' })
    made.resolve()
    await Promise.all([starting, cancelling])
    await expect.poll(() => opened.events.at(-1)?.kind, POLL).toBe('ended')
    expect([...cluster.jobs(), ...cluster.pods()]).toEqual([])
  })
})

test('an outcome of a runner that gives no hints is heard of by the records, although the launcher listens', async () => {
  await using cluster = await startScriptedCluster()
  await using opened = await cluster.open({ address: '127.0.0.1' })
  for (const step of ['mute', 'heard']) await opened.launcher.start(cluster.bundle(step))
  await using hints = createHintSender(cluster.hintsOf('heard'))
  hints.send({ kind: 'started', attempt: 'heard@1' })
  await expect.poll(() => opened.events, POLL).toContainEqual({ kind: 'started', attempt: 'heard@1' })
  for (const step of ['heard', 'mute']) await cluster.succeed(step)
  cluster.report(RUNNING)
  await expect.poll(() => opened.events, POLL).toContainEqual({ kind: 'outcome', attempt: 'mute@1' })
  expect(opened.events).not.toContainEqual({ kind: 'outcome', attempt: 'heard@1' })
  hints.send({ kind: 'outcome', attempt: 'heard@1' })
  await expect.poll(() => opened.events, POLL).toContainEqual({ kind: 'outcome', attempt: 'heard@1' })
})

test('an outcome is heard of by the records also while the API server keeps whoever asks why others wait', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  await using cluster = await startScriptedCluster({
    script: ({ verb, resource }) => (verb === 'list' && resource === 'events' ? { after: promise } : undefined),
  })
  await using opened = await cluster.open()
  for (const step of ['runs', 'waits']) await opened.launcher.start(cluster.bundle(step))
  cluster.report(RUNNING, cluster.pods().find(({ metadata }) => metadata.name.includes('runs'))!.metadata.name)
  await expect.poll(() => cluster.api.requests.some(({ resource }) => resource === 'events'), POLL).toBe(true)
  await cluster.succeed('runs')
  await expect.poll(() => opened.events, POLL).toContainEqual({ kind: 'outcome', attempt: 'runs@1' })
  resolve()
})

test('row 7: a map that no node takes is shown item by item, and warned of as a whole', async () => {
  await using cluster = await startScriptedCluster()
  await using opened = await cluster.open()
  await Promise.all(cluster.items(3).map((bundle) => opened.launcher.start(bundle)))
  const message = '0/1 nodes are available: 1 Insufficient cpu.'
  const lastTransitionTime = new Date().toISOString()
  const refused = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime }
  cluster.report({ phase: 'Pending', conditions: [refused] })
  const warnings = () => opened.events.filter((event) => event.kind === 'warning' && event.message.includes(message))
  await expect.poll(() => opened.events.filter(({ kind }) => kind === 'ended').length, POLL).toBe(3)
  expect(opened.events.filter((event) => event.kind === 'pending' && event.reason === message)).toHaveLength(3)
  expect(warnings()).toEqual([
    {
      kind: 'warning',
      code: 'KUBERNETES_POD_UNSCHEDULABLE',
      message: `3 pods of "sweep.fit" wait: ${message} What waits for 5.0s is given up.`,
    },
  ])
})
