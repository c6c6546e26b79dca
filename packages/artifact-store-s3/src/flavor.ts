import { defineFlavor } from '@regauge/core'
import { config } from './config.ts'

/** Keeps runs and artifacts in a bucket of S3, or of a service that speaks its protocol. */
export const s3ArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 's3',
  summary: 'Keeps runs and artifacts in a bucket of S3 or of a compatible service.',
  config,
  capabilities: { reach: 'network', nestedKeys: true },
  async create({ config }) {
    const { S3ArtifactStore } = await import('./s3-artifact-store.ts')
    return new S3ArtifactStore(config)
  },
})
