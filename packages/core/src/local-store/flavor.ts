import { resolve } from 'node:path'
import { defineFlavor } from '../contracts/flavor.ts'
import { localArtifactStoreConfig } from './config.ts'

/** Keeps runs and artifacts in a folder of this machine. The store of a project that has no stack file. */
export const localArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'local',
  summary: 'Keeps runs and artifacts in a folder of this machine.',
  config: localArtifactStoreConfig,
  capabilities: { reach: 'machine' },
  async create({ config: { path, durable }, projectRoot }) {
    const { LocalArtifactStore } = await import('./local-artifact-store.ts')
    return new LocalArtifactStore({ root: resolve(projectRoot, path), durable })
  },
})
