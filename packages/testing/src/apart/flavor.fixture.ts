import { defineFlavor } from '@regauge/core'
import { codeCache, fetchCode } from '@regauge/core/code'
import { z } from 'zod'
import { ApartLauncher } from './apart-launcher.fixture.ts'

/** Runs attempts in processes that outlive their driver, for the kits of what can be adopted. */
export const apartOrchestrator = defineFlavor({
  kind: 'orchestrator',
  name: 'apart',
  summary: 'Runs each bundle in a process that outlives its driver.',
  config: z.strictObject({}),
  capabilities: { mode: 'driven', image: 'host', remote: false, adoptable: true },
  // oxlint-disable-next-line typescript/require-await -- asynchronous for the contract
  async create() {
    const capacity = { bundles: 4 }
    return {
      mode: 'driven',
      capacity,
      async openLauncher(context) {
        const cacheDir = codeCache(context.projectRoot)
        const codeDirectory = await fetchCode(context.store, context.code, { cacheDir })
        return new ApartLauncher(context, { capacity, codeDirectory })
      },
      async [Symbol.asyncDispose]() {},
    }
  },
})
