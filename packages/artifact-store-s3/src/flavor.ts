import { defineFlavor } from '@regauge/core'
import { createNetworkStore } from '@regauge/core/store'
import { config } from './config.ts'

/** Keeps runs and artifacts in a bucket of S3, or of a service that speaks its protocol. */
export const s3ArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 's3',
  summary: 'Keeps runs and artifacts in a bucket of S3 or of a compatible service.',
  config,
  capabilities: { reach: 'network', nestedKeys: true },
  async create({ config }) {
    const { openS3Service } = await import('./s3-service.ts')
    return createNetworkStore(openS3Service(config))
  },
})
