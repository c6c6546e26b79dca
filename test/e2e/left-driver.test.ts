import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject } from '../support/project.ts'

/** A place whose drivers find that another one was quicker, which is a process of this machine, and end. */
const PLACE = `
import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { defineFlavor } from '@regauge/core'
import { readRun, requestedEpoch } from '@regauge/core/records'
import { detachRun } from '@regauge/core/run'
import { openStore } from '@regauge/core/stack'
import { localOrchestrator } from '@regauge/orchestrator-local'

export const overtaken = defineFlavor({
  ...localOrchestrator,
  name: 'overtaken',
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
          while (!existsSync('begun')) await pause(50, undefined, { signal })
          yield { kind: 'ended' }
          // Whoever follows the run looks at it some times before it ends.
          try {
            await pause(1_500, undefined, { signal })
          } finally {
            writeFileSync('go', '')
          }
        },
        async remove() {},
      },
    }
  },
})
`

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
name: overtaken
packages: [./place.ts]
components:
  orchestrator: { flavor: overtaken }
  artifact-store: { flavor: local, config: { path: .regauge/store } }
`

test('a run whose own driver has left it to another one is followed to its end', async () => {
  using project = createProject({ 'one.ts': PIPELINE, 'place.ts': PLACE, 'stacks/overtaken.yaml': STACK })
  const { code, stderr } = await project.regauge(['run', 'one.ts', '--stack', 'overtaken'])
  expect(code, stderr).toBe(0)
  expect(existsSync(join(project.root, 'go'))).toBe(true)
})
