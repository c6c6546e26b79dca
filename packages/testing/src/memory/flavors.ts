import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineFlavor, type Orchestrator } from '@regauge/core'
import { codeCache, fetchCode } from '@regauge/core/code'
import { type AttemptWorkerOptions, makeWorkRoot, SupervisingLauncher } from '@regauge/core/runtime'
import { z } from 'zod'
import { createMemoryArtifactStore } from '../memory-artifact-store.ts'
import { ThreadWorker } from './thread-worker.ts'

const config = z.strictObject({})
const slots = z.strictObject({
  slots: z.int().positive().default(2).describe('How many attempts run at once.'),
})

/** Keeps runs and artifacts in the memory of the process that opened the stack. */
export const memoryArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'memory',
  summary: 'Keeps runs and artifacts in the memory of this process, for tests.',
  config,
  capabilities: { reach: 'machine', nestedKeys: true },
  create: () => Promise.resolve(createMemoryArtifactStore()),
})

/** Runs attempts in threads of the process that drives the run. Works on every store, in memory as well. */
export const memoryOrchestrator = defineFlavor({
  kind: 'orchestrator',
  name: 'memory',
  summary: 'Runs steps in threads of this process, for tests.',
  config: slots,
  capabilities: { mode: 'driven', image: 'host', remote: false, adoptable: false },
  create: ({ config }) => Promise.resolve(createMemoryOrchestrator(config.slots)),
})

/** The same for single steps. */
export const memoryStepOperator = defineFlavor({
  kind: 'step-operator',
  name: 'memory',
  summary: 'Runs single steps in threads of this process, for tests.',
  config: slots,
  capabilities: { image: 'host', remote: false, adoptable: false },
  create: ({ config }) => Promise.resolve(createMemoryOrchestrator(config.slots)),
})

function createMemoryOrchestrator(bundles: number): Orchestrator {
  const capacity = { cpu: bundles, gpu: 0, bundles }
  return {
    mode: 'driven',
    capacity,
    async openLauncher(context) {
      const cacheDir = codeCache(context.projectRoot)
      const codeDirectory = await fetchCode(context.store, context.code, { cacheDir })
      const workRoot = await makeWorkRoot(join(tmpdir(), 'regauge-memory'), 'threads')
      const places = { codeDirectory, workRoot }
      const startWorker = (options: AttemptWorkerOptions) => new ThreadWorker(options, context.store)
      return new SupervisingLauncher(context, { capacity, ...places, startWorker })
    },
    async [Symbol.asyncDispose]() {},
  }
}
