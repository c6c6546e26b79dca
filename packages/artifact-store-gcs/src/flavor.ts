import { resolve } from 'node:path'
import { defineFlavor } from '@regauge/core'
import { config } from './config.ts'

/** Keeps runs and artifacts in a bucket of Google Cloud Storage. */
export const gcsArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'gcs',
  summary: 'Keeps runs and artifacts in a bucket of Google Cloud Storage.',
  config,
  capabilities: { reach: 'network', nestedKeys: true },
  async create({ config, projectRoot }) {
    const { GcsArtifactStore } = await import('./gcs-artifact-store.ts')
    const { keyFile, ...others } = config
    return new GcsArtifactStore({ ...others, ...(keyFile !== undefined && { keyFile: resolve(projectRoot, keyFile) }) })
  },
})
