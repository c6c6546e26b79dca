import type { ChildProcess } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localArtifactStore } from '@regauge/core/artifacts'
import { readRun } from '@regauge/core/records'
import { expect, test } from 'vitest'
import { createProject } from '../support/project.ts'

/** A place whose drivers are processes of this machine, and what it tells of them. */
const placeThat = (watch: string) => `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { defineFlavor } from '@regauge/core'
import { readRun, requestedEpoch } from '@regauge/core/records'
import { detachRun } from '@regauge/core/run'
import { openStore } from '@regauge/core/stack'
import { localOrchestrator } from '@regauge/orchestrator-local'

export const away = defineFlavor({
  ...localOrchestrator,
  name: 'away',
  async create(options) {
    const local = await localOrchestrator.create(options)
    return {
      mode: 'driven',
      capacity: local.capacity,
      openLauncher: (context) => local.openLauncher(context),
      [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
      driverPlace: {
        async start({ run, storeSpec }) {
          const projectRoot = process.cwd()
          await using store = await openStore(storeSpec, { projectRoot, env: process.env, secrets: undefined })
          const { schema, ...epoch } = await requestedEpoch(store, await readRun(store, run))
          await detachRun({ projectRoot, epoch })
        },
        async *watch(_, { signal }) {
          ${watch}
        },
        async remove() {},
      },
    }
  },
})
`

/** Its driver finds that another one was quicker, and ends. */
const OVERTAKEN = placeThat(`
  while (!existsSync('begun')) await pause(50, undefined, { signal })
  yield { kind: 'ended' }
  // Whoever follows the run looks at it some times before it ends.
  try {
    await pause(1_500, undefined, { signal })
  } finally {
    writeFileSync('go', '')
  }
`)

/** It sees to it that there is a driver, and has nothing to tell. */
const FAITHFUL = placeThat(`
  writeFileSync('watched', '')
  await pause(600_000, undefined, { signal })
`)

const PIPELINE = `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { pipeline, step } from '@regauge/core'
const wait = step({ name: 'wait', async run(_, { signal }) {
  writeFileSync('begun', '')
  while (!existsSync('go')) await pause(50, undefined, { signal })
} })
export const one = pipeline({ name: 'one', build: ({ run }) => { run(wait); return {} } })
`

const STACK = `
name: away
packages: [./place.ts]
components:
  orchestrator: { flavor: away }
  artifact-store: { flavor: local, config: { path: .regauge/store } }
`

const filesWith = (place: string) => ({ 'one.ts': PIPELINE, 'place.ts': place, 'stacks/away.yaml': STACK })

test('a run whose own driver has left it to another one is followed to its end', async () => {
  using project = createProject(filesWith(OVERTAKEN))
  const { code, stderr } = await project.regauge(['run', 'one.ts', '--stack', 'away'])
  expect(code, stderr).toBe(0)
  expect(existsSync(join(project.root, 'go'))).toBe(true)
})

test.each(['run', 'runs watch'])(
  '`%s` waits for the next driver, as long as the place has told of no end',
  async (by) => {
    using project = createProject({ ...filesWith(FAITHFUL), 'regauge.yaml': 'defaultStack: away\n' })
    const config = { path: join(project.root, '.regauge/store'), durable: false }
    await using store = await localArtifactStore.create({ config, components: {}, projectRoot: project.root })
    let seen = ''
    const during = (child: ChildProcess) => void child.stderr!.on('data', (text: string) => (seen += text))
    const submitting = project.regauge(['run', 'one.ts', ...(by === 'run' ? [] : ['--detach'])], { during })
    const isThere = (name: string) => () => existsSync(join(project.root, name))
    await expect.poll(isThere('begun'), { timeout: 30_000 }).toBe(true)
    const { runs } = await project.json<{ readonly runs: readonly { readonly run: string }[] }>(['runs', 'list'])
    const { run } = runs[0]!
    const { driver } = (await readRun(store, run))!
    // As a driver of a Job would have it.
    const elsewhere = { ...driver, driver: { ...driver!.driver, place: 'job' } }
    writeFileSync(join(config.path, `runs/${run}/epochs/1/driver.json`), JSON.stringify(elsewhere))
    const following = by === 'run' ? submitting : project.regauge(['runs', 'watch', run], { during })
    await expect.poll(isThere('watched'), { timeout: 30_000 }).toBe(true)
    process.kill(driver!.driver.pid, 'SIGKILL')
    await expect.poll(() => seen, { timeout: 30_000 }).toContain(`silent, and its place tells of no end`)
    await project.json(['runs', 'resume', run, '--detach'])
    writeFileSync(join(project.root, 'go'), '')
    const { code, stderr } = await following
    expect(code, stderr).toBe(0)
    expect(await readRun(store, run)).toMatchObject({ epoch: 2, status: 'succeeded' })
  },
)
