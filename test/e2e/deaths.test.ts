import { readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { begin, createExample, ranIn, slowBegan } from '../support/interruptible.ts'
import type { TestProject } from '../support/project.ts'
import { isThere } from '../chaos/kill.ts'

/** One row of the table in `docs/operations.md`, and what shows that it is true. */
interface Death {
  readonly what: string
  readonly happens: string
  readonly next: string
  readonly show: () => Promise<void>
}

interface Shown {
  readonly run: string
  readonly status: string
  readonly steps: readonly { readonly path: string; readonly failure?: { readonly class: string } }[]
}

const RESUME = '`runs resume`'

const DURABLE = `
name: durable
packages: ['@regauge/orchestrator-local']
components:
  orchestrator: { flavor: local }
  artifact-store: { flavor: local, config: { path: .regauge/store, durable: true } }
`

const DEATHS: readonly Death[] = [
  {
    what: 'a worker process, by the system or by hand',
    happens: 'its attempt ends with class `infrastructure` and is tried again in another worker',
    next: 'nothing',
    async show() {
      using project = createExample('wait')
      const run = begin(project, ['run', 'pipeline.ts'])
      process.kill(await slowBegan(project), 'SIGKILL')
      await slowBegan(project, 2)
      rmSync(join(project.root, 'wait'))
      expect((await run.ended).code).toBe(0)
      expect(ranIn(project).filter((each) => each === 'slow')).toHaveLength(2)
      expect(await classesOf(project, 'slow')).toEqual(['infrastructure', undefined])
    },
  },
  {
    what: 'the driver, in a terminal or in the background',
    happens: 'its workers end within 5 s, even in an endless loop; the run is shown as `lost`',
    next: RESUME,
    async show() {
      using project = createExample('spin')
      const run = begin(project, ['run', 'pipeline.ts'])
      const worker = await slowBegan(project)
      run.signal('SIGKILL')
      await run.ended
      expect(await statusOf(project)).toBe('lost')
      const until = Date.now() + 5_000
      while (isThere(worker) && Date.now() < until) await pause(50)
      expect(isThere(worker)).toBe(false)
      rmSync(join(project.root, 'spin'))
      await expectResumed(project)
    },
  },
  {
    what: 'driver and workers at once',
    happens: 'the run is shown as `lost`; whatever has an outcome stands',
    next: RESUME,
    async show() {
      using project = createExample('wait')
      const run = begin(project, ['run', 'pipeline.ts'])
      const worker = await slowBegan(project)
      run.signal('SIGKILL')
      process.kill(worker, 'SIGKILL')
      await run.ended
      expect(await statusOf(project)).toBe('lost')
      await expectResumed(project)
    },
  },
  {
    what: 'the terminal',
    happens: 'the run is cancelled: running attempts are asked to stop, and killed after their grace period',
    next: RESUME,
    async show() {
      using project = createExample('wait', 'stubborn')
      const run = begin(project, ['run', 'pipeline.ts'])
      const worker = await slowBegan(project)
      run.signal('SIGHUP')
      expect((await run.ended).code).toBe(130)
      expect(isThere(worker)).toBe(false)
      expect(await statusOf(project)).toBe('cancelled')
      expect(await classesOf(project, 'slow')).toEqual(['cancelled'])
      await expectResumed(project)
    },
  },
  {
    what: 'the driver, while another one has taken the run over',
    happens: 'it had stopped already: a driver that finds a later epoch writes nothing more',
    next: 'nothing',
    async show() {
      using project = createExample('wait')
      const first = begin(project, ['run', 'pipeline.ts'])
      await slowBegan(project)
      // It sleeps through being replaced, as a machine that was suspended does.
      first.signal('SIGSTOP')
      const second = begin(project, ['runs', 'resume', 'latest', '--take-over'])
      await slowBegan(project, 2)
      rmSync(join(project.root, 'wait'))
      expect((await second.ended).code).toBe(0)
      const before = recordsOf(project)
      // A look at the epochs that is so old counts no more; one that is younger may be trusted for as long.
      await pause(3_500)
      first.signal('SIGCONT')
      const { code, stderr } = await first.ended
      expect(code).toBe(1)
      expect(stderr).toContain('RUN_DRIVEN_ELSEWHERE')
      expect(recordsOf(project)).toEqual(before)
    },
  },
  {
    what: 'the machine, with `durable: true` in the store',
    happens: 'a record that was being written is cut; it is set aside and counts as absent',
    next: RESUME,
    async show() {
      using project = createExample('wait')
      project.write('regauge.yaml', 'defaultStack: durable\n')
      project.write('stacks/durable.yaml', DURABLE)
      const run = begin(project, ['run', 'pipeline.ts'])
      await slowBegan(project)
      run.signal('SIGKILL')
      await run.ended
      const { run: id } = await project.json<Shown>(['runs', 'show', 'latest'])
      truncateSync(join(project.root, '.regauge/store/runs', id, 'steps/sweep[1].fit@1.outcome.json'), 20)
      ranIn(project)
      rmSync(join(project.root, 'wait'))
      expect((await project.regauge(['runs', 'resume', 'latest'])).code).toBe(0)
      expect(ranIn(project)).toEqual(['announce succeeded', 'slow', 'sweep[1].fit'])
    },
  },
]

describe.each(DEATHS)('when it is $what', ({ show, happens }) => {
  test(happens, show)
})

test('docs/operations.md tells the same', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8')
  const [, section = ''] = text.split(/^## /m)
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  const told = rows.map((row) => row.slice(2, -2).split(' | '))
  expect(told).toEqual([
    ['what dies', 'what happens', 'what to do'],
    ...DEATHS.map(({ what, happens, next }) => [what, happens, next]),
  ])
})

async function statusOf(project: TestProject): Promise<string> {
  return (await project.json<Shown>(['runs', 'show', 'latest'])).status
}

async function classesOf(project: TestProject, path: string): Promise<readonly (string | undefined)[]> {
  const { steps } = await project.json<Shown>(['runs', 'show', 'latest'])
  return steps.filter((step) => step.path === path).map((step) => step.failure?.class)
}

async function expectResumed(project: TestProject): Promise<void> {
  rmSync(join(project.root, 'wait'), { force: true })
  ranIn(project)
  expect((await project.regauge(['runs', 'resume', 'latest'])).code).toBe(0)
  expect(ranIn(project)).toEqual(['announce succeeded', 'slow'])
}

/** Every record of the store with its size and age. */
function recordsOf(project: TestProject): readonly string[] {
  const root = join(project.root, '.regauge/store')
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter(({ name }) =>
    name.endsWith('.json'),
  )
  return entries.map((entry) => {
    const path = join(entry.parentPath, entry.name)
    const { size, mtimeMs } = statSync(path)
    return `${path} ${size} ${mtimeMs}`
  })
}
