import { defineFlavor } from '@regauge/core'
import { config } from './config.ts'

/** Runs each attempt in a fresh process. */
export const orchestrator = defineFlavor({
  kind: 'orchestrator',
  name: '{{name}}',
  summary: 'Runs each attempt in a fresh process of this machine.',
  config,
  capabilities: { mode: 'driven', image: 'host', remote: false, adoptable: false },
  async create({ config: { slots } }) {
    // What it takes to start attempts is imported here, so that lists of flavors stay cheap.
    const { capacityOf, openProcessLauncher } = await import('./process-launcher.ts')
    return {
      mode: 'driven',
      capacity: capacityOf(slots),
      openLauncher: (context) => openProcessLauncher(context, slots),
      // Whoever opens a launcher disposes of it; there is nothing else to close.
      async [Symbol.asyncDispose]() {},
    }
  },
})
