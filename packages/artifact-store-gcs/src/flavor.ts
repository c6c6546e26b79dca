import { resolve } from 'node:path'
import { defineFlavor } from '@regauge/core'
import { createNetworkStore } from '@regauge/core/store'
import { config } from './config.ts'

/** Keeps runs and artifacts in a bucket of Google Cloud Storage. */
export const gcsArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'gcs',
  summary: 'Keeps runs and artifacts in a bucket of Google Cloud Storage.',
  config,
  capabilities: { reach: 'network', nestedKeys: true },
  async create({ config, projectRoot }) {
    const { openGcsService } = await import('./gcs-service.ts')
    const keyFile = config.keyFile === undefined ? {} : { keyFile: resolve(projectRoot, config.keyFile) }
    return createNetworkStore(openGcsService({ ...config, ...keyFile }))
  },
})
