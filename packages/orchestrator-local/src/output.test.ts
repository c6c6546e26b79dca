import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProject, type TestLauncher, type TestProject } from './project.fixture.ts'

describe('what steps write', () => {
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

  test('a step that says nothing leaves an outcome and nothing else', async () => {
    const outcome = await local.runStep('greets')
    expect(outcome).toMatchObject({ status: 'succeeded', outputs: { text: { value: 'hello' } }, logs: 0, metrics: 0 })
    const { objects } = await project.store.list(`runs/${local.run}/steps/greets@`)
    expect(objects.map(({ key }) => key)).toEqual([`runs/${local.run}/steps/greets@1.outcome.json`])
  })

  test('JavaScript, machine code and child processes keep their order, and no character is lost', async () => {
    await local.runStep('writesInTurn')
    const lines = await local.log('writesInTurn')
    expect(lines.map(({ s, m }) => [s, m])).toEqual([
      ['out', 'one'],
      ['err', 'two'],
      ['log', 'three'],
      ['out', 'four, raw'],
      ['out', 'five'],
      ['out', 'six from a child'],
      ['out', '日本語 und ünïcödé 🚂'],
      ['out', '日'],
    ])
    expect(lines[2]).toMatchObject({ l: 'warn', f: { at: '1970-01-01T00:00:00.000Z', size: '12' } })
  })

  test('many megabytes arrive whole and in order', async () => {
    const count = 50_000
    const outcome = await local.runStep('chatters', { inputs: { lines: { value: count } } })
    expect(outcome.logs).toBeGreaterThan(1)
    const lines = await local.log('chatters')
    expect(lines.map(({ m }) => Number.parseInt(m, 10))).toEqual(Array.from({ length: count }, (_, line) => line))
  })

  const family = [
    ['chattersInTheFamily', ['out', 'err', 'child', 'grandchild']],
    ['commandChatters', ['child', 'grandchild']],
  ] as const
  test.for(family)('%s: no line of either stream or of any process is lost', async ([step, writers]) => {
    const count = 20_000
    await local.runStep(step, { inputs: { lines: { value: count } } })
    const numbers = new Map<string, number[]>(writers.map((writer) => [writer, []]))
    for (const { m } of await local.log(step)) {
      const [writer, number] = m.split(' ')
      numbers.get(writer!)!.push(Number(number))
    }
    for (const found of numbers.values()) expect(found).toEqual(Array.from({ length: count }, (_, line) => line))
  })

  test('lines can be read while the step still runs', async () => {
    const envelope = local.envelope('obeys', { path: 'live' })
    await local.launcher.start(local.bundle([envelope]))
    expect(await local.firstLines('live')).toMatchObject([{ m: 'waiting' }])
    await local.launcher.cancel(['live@1'], { reason: 'cancelled' })
    await local.until((event) => event.kind === 'outcome' && event.attempt === 'live@1')
    expect(await local.log('live')).toHaveLength(1)
  })

  test("what a step writes after its end goes to the run's log", async () => {
    await local.runStep('writesLater')
    await local.runStep('looksAround', { path: 'afterwards' })
    await expect.poll(async () => (await local.runLog()).join('\n')).toContain('too late')
    expect(await local.log('writesLater')).toEqual([])
    expect(await local.log('afterwards')).toEqual([])
  })

  test('metrics, params, tags and progress are told', async () => {
    const outcome = await local.runStep('measures')
    expect(outcome).toMatchObject({ status: 'succeeded', logs: 1, metrics: 1 })
    expect(await local.metrics('measures')).toMatchObject([
      { kind: 'metric', name: 'loss', value: 0.5, step: 1 },
      { kind: 'metric', name: 'loss', value: 'NaN' },
      { kind: 'param', name: 'rate', value: '0.1' },
      { kind: 'tag', name: 'kind', value: 'test' },
    ])
    expect(local.events).toContainEqual({ kind: 'progress', attempt: 'measures@1', progress: 0.5, message: 'half way' })
  })

  test('the directory of an attempt is gone when it has ended', async () => {
    await local.runStep('measures', { path: 'cleansUp' })
    const [line] = await local.log('cleansUp')
    expect(line!.m).toContain(join('.regauge', 'tmp'))
    expect(existsSync(line!.m)).toBe(false)
  })

  test('a secret stays one after its attempt, in other attempts and in the log of the run', async () => {
    await local.runStep('tellsASecretLater')
    await local.runStep('tellsWhatWasKept')
    await local.runStep('commandTellsASecret')
    expect((await local.log('tellsWhatWasKept')).map(({ m }) => m)).toEqual(['kept: ***'])
    expect((await local.log('commandTellsASecret')).map(({ m }) => m)).toEqual(['***'])
    await expect.poll(() => local.runLog()).toContain('late: ***')
  })

  test('secrets are nowhere in what a run leaves', async () => {
    const outcome = await local.runStep('tellsASecret')
    expect(outcome.failure).toMatchObject({ message: 'failed with ***' })
    expect((await local.log('tellsASecret')).map(({ m }) => m)).toEqual([
      'the token is ***!',
      'split: ***',
      'in a field',
    ])
    expect(await local.metrics('tellsASecret')).toMatchObject([{ name: 'token', value: '***' }])
    const { objects } = await project.store.list(`runs/${local.run}/steps/tellsASecret@`)
    for (const { key } of objects) {
      const pieces = await Array.fromAsync(project.store.get(key))
      expect(Buffer.concat(pieces).toString()).not.toContain('hf_0123')
    }
  })
})
