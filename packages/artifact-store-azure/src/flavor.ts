import { defineFlavor } from '@regauge/core'
import { createNetworkStore } from '@regauge/core/store'
import { config } from './config.ts'

/** Keeps runs and artifacts in a container of Azure Blob Storage. */
export const azureArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'azure',
  summary: 'Keeps runs and artifacts in a container of Azure Blob Storage.',
  config,
  capabilities: { reach: 'network', nestedKeys: true },
  async create({ config }) {
    const { openAzureService } = await import('./azure-service.ts')
    return createNetworkStore(await openAzureService(config))
  },
})
