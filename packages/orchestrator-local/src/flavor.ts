import { defineFlavor } from '@regauge/core'
import { config } from './config.ts'

/** Runs steps in processes of this machine that are kept warm between attempts. The default of every project. */
export const localOrchestrator = defineFlavor({
  kind: 'orchestrator',
  name: 'local',
  summary: 'Runs steps in warm worker processes on this machine.',
  config,
  capabilities: { mode: 'driven', image: 'host', remote: false, adoptable: false },
  async create({ config }) {
    const { LocalOrchestrator } = await import('./local-orchestrator.ts')
    return new LocalOrchestrator(config)
  },
})
