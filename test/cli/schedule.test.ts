import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createProject, type TestProject } from '../support/project.ts'

/** An orchestrator like the local one that keeps schedules in a file of the project. */
const FLAVOR = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { defineFlavor } from '@regauge/core'
import { z } from 'zod'
import { localOrchestrator } from '@regauge/orchestrator-local'

const FILE = __FILE__
const read = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [])
const revive = ({ lastTime, template, ...schedule }) => ({ ...schedule, ...(lastTime && { lastTime: new Date(lastTime) }) })
const is = (a) => (b) => a.stack === b.stack && a.pipeline === b.pipeline && a.name === b.name
const schedules = {
  async apply({ stack, pipeline, schedule: { name, cron, timeZone, concurrency }, template }) {
    const wanted = { stack, pipeline, name, cron, timeZone, concurrency, suspended: false, active: 0, template }
    const before = read()
    const standing = before.find(is(wanted))
    writeFileSync(FILE, JSON.stringify([...before.filter((each) => !is(wanted)(each)), { ...standing, ...wanted }]))
    const isSame = standing?.template === template
    return { change: !standing ? 'created' : isSame ? 'unchanged' : 'updated', warnings: timeZone === 'Etc/UTC' ? [] : ['Zones are new here.'] }
  },
  list: async (stack) => read().filter((each) => each.stack === stack).map(revive),
  async delete(name) {
    const standing = read().find(is(name))
    writeFileSync(FILE, JSON.stringify(read().filter((each) => !is(name)(each))))
    return standing && { active: standing.active, warnings: [] }
  },
}

export const clockwork = defineFlavor({
  kind: 'orchestrator',
  name: 'clockwork',
  summary: 'Keeps schedules in a file.',
  config: z.strictObject({}),
  capabilities: { ...localOrchestrator.capabilities, schedules: true },
  async create(options) {
    const local = await localOrchestrator.create({ ...options, config: localOrchestrator.config.parse({}) })
    return Object.assign(local, { schedules })
  },
})
`

const PIPELINE = `
import { pipeline, step } from '@regauge/core'
import { z } from 'zod'
const tick = step({ name: 'tick', run() {} })
const params = z.object({ word: z.string() })
const build = ({ run }) => void run(tick, {})
export const clock = pipeline({ name: 'clock', params, schedule: __SCHEDULE__, build })
export const bare = pipeline({ name: 'bare', build })
`

const NIGHTLY = { name: 'nightly', cron: '30 4 * * *', params: { word: 'a' } }
const WEEKLY = { name: 'weekly', cron: '@weekly', timeZone: 'Europe/Berlin', params: { word: 'b' } }

let project: TestProject
let file: string

beforeEach(() => {
  project = createProject({})
  file = join(project.root, 'schedules.json')
  const stack = (name: string, packages: string, flavor: string) =>
    project.write(
      `stacks/${name}.yaml`,
      `name: ${name}
packages: ['${packages}']
components:
  orchestrator: { flavor: ${flavor} }
  artifact-store: { flavor: local }
`,
    )
  stack('clockwork', './clockwork.js', 'clockwork')
  stack('plain', '@regauge/orchestrator-local', 'local')
  project.write('package.json', '{ "type": "module" }')
  project.write('clockwork.js', FLAVOR.replace('__FILE__', JSON.stringify(file)))
  schedule(NIGHTLY)
})

afterEach(() => project[Symbol.dispose]())

function schedule(given: unknown): void {
  project.write('clock.ts', PIPELINE.replace('__SCHEDULE__', JSON.stringify(given)))
}

const json = <T>(...words: string[]) => project.json<T>(['schedule', ...words, '--stack', 'clockwork'])
const regauge = (...words: string[]) => project.regauge(['schedule', ...words, '--stack', 'clockwork'])

describe('schedule apply', () => {
  test('creates, leaves and updates, and says when each schedule comes next', async () => {
    const first = await regauge('apply', 'clock.ts#clock')
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(
      /^✓ clock nightly created: 30 4 \* \* \* Etc\/UTC, next \d{4}-\d\d-\d\d \d\d:\d\d:00\n$/,
    )
    expect(await json('apply', 'clock.ts#clock')).toEqual({
      stack: 'clockwork',
      pipeline: 'clock',
      schedules: [
        {
          name: 'nightly',
          cron: '30 4 * * *',
          timeZone: 'Etc/UTC',
          concurrency: 'forbid',
          change: 'unchanged',
          next: expect.stringMatching(/T04:30:00\.000Z$/) as string,
        },
      ],
      others: [],
    })
    schedule([{ ...NIGHTLY, params: { word: 'c' } }, WEEKLY])
    expect(await json('apply', 'clock.ts#clock')).toMatchObject({
      schedules: [
        { name: 'nightly', change: 'updated' },
        { name: 'weekly', change: 'created' },
      ],
    })
  })

  test('names what the code does not have any more, and what the place cannot do', async () => {
    await json('apply', 'clock.ts#clock')
    schedule([WEEKLY])
    const { stderr } = await regauge('apply', 'clock.ts#clock')
    expect(stderr.split('\n')).toEqual([
      'Zones are new here.',
      'Schedule "nightly" is not in the code and stands on. Take it away with: regauge schedule delete clock nightly',
      '',
    ])
    expect(await json('apply', 'clock.ts#clock')).toMatchObject({ others: ['nightly'] })
  })

  test.each([
    ['a pipeline without one', ['clock.ts#bare', '--stack', 'clockwork'], 'SCHEDULE_NONE'],
    ['a stack that starts nothing by itself', ['clock.ts#clock', '--stack', 'plain'], 'SCHEDULE_UNSUPPORTED'],
  ])('refuses %s', async (_what, words, code) => {
    const call = ['schedule', 'apply', ...words]
    expect(await project.json(call)).toMatchObject({ error: { code } })
    expect((await project.regauge(call)).code).toBe(2)
  })

  test('refuses parameters that the pipeline does not take, before anything is kept', async () => {
    schedule({ ...NIGHTLY, params: { word: 7 } })
    expect(await json('apply', 'clock.ts#clock')).toMatchObject({ error: { code: 'AUTHORING_SCHEDULE_INVALID' } })
    expect(await json('list')).toEqual({ schedules: [] })
  })
})

describe('schedule list', () => {
  test('shows each schedule with its next and last time, and the run of that', async () => {
    schedule([NIGHTLY, WEEKLY])
    await json('apply', 'clock.ts#clock')
    const last = new Date('2026-11-21T04:30:00Z')
    const [nightly, weekly] = JSON.parse(readFileSync(file, 'utf8')) as [object, object]
    writeFileSync(
      file,
      JSON.stringify([
        { ...nightly, lastTime: last },
        { ...weekly, suspended: true, active: 1, waits: 'ImagePullBackOff: not found' },
      ]),
    )
    // The run that a driver of that time makes.
    const key = `schedule/clockwork/clock/nightly/${last.toISOString()}`
    const words = ['run', 'clock.ts#clock', '--stack', 'clockwork', '--id', key, '-p', 'word=a']
    const { run } = await project.json<{ run: string }>(words)
    expect(await json('list', '--pipeline', 'clock')).toEqual({
      schedules: [
        {
          pipeline: 'clock',
          name: 'nightly',
          cron: '30 4 * * *',
          timeZone: 'Etc/UTC',
          concurrency: 'forbid',
          suspended: false,
          active: 0,
          waits: null,
          next: expect.stringMatching(/T04:30:00\.000Z$/) as string,
          last: { time: last.toISOString(), run, status: 'succeeded' },
        },
        expect.objectContaining({
          name: 'weekly',
          suspended: true,
          waits: 'ImagePullBackOff: not found',
          next: null,
          last: null,
        }) as object,
      ],
    })
    const { stdout, stderr } = await regauge('list')
    expect(stderr).toBe('The driver of clock weekly waits: ImagePullBackOff: not found\n')
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^pipeline +schedule +cron +time zone +next +last +run +status$/) as string,
      expect.stringMatching(/^clock +nightly +30 4 \* \* \* +Etc\/UTC +\d{4}-.*✓ succeeded$/) as string,
      expect.stringMatching(/^clock +weekly +@weekly +Europe\/Berlin +suspended$/) as string,
      '',
    ])
  })

  test('says that there are none', async () => {
    expect(await regauge('list')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'There are no such schedules on stack "clockwork".\n',
    })
  })
})

describe('schedule delete', () => {
  test('takes one away, and needs its name where there are several', async () => {
    schedule([NIGHTLY, WEEKLY])
    await json('apply', 'clock.ts#clock')
    expect(await json('delete', 'clock')).toMatchObject({
      error: { code: 'SCHEDULE_AMBIGUOUS', hint: 'Say which: regauge schedule delete clock nightly|weekly' },
    })
    expect((await regauge('delete', 'clock', 'weekly')).stdout).toBe('Deleted schedule "weekly" of pipeline "clock".\n')
    expect(await json('delete', 'clock')).toEqual({ stack: 'clockwork', pipeline: 'clock', name: 'nightly', active: 0 })
  })

  test('names the closest where there is none of that name', async () => {
    await json('apply', 'clock.ts#clock')
    const missing = { code: 'SCHEDULE_NOT_FOUND', hint: 'Did you mean "clock"?' }
    expect(await json('delete', 'clok')).toMatchObject({ error: missing })
    const other = { code: 'SCHEDULE_NOT_FOUND', hint: 'Did you mean "nightly"?' }
    expect(await json('delete', 'clock', 'nightl')).toMatchObject({ error: other })
  })
})
