import { resolve } from 'node:path'
import { defineFlavor } from '@regauge/core'
import { config } from './config.ts'

/** Keeps runs and artifacts in one SQLite file. */
export const artifactStore = defineFlavor({
  kind: 'artifact-store',
  name: '{{name}}',
  summary: 'Keeps runs and artifacts in one SQLite file of this machine.',
  config,
  capabilities: { reach: 'machine', nestedKeys: true },
  async create({ config, projectRoot }) {
    // What it takes to reach the backend is imported here, so that lists of flavors stay cheap.
    const { SqliteArtifactStore } = await import('./sqlite-artifact-store.ts')
    return new SqliteArtifactStore(resolve(projectRoot, config.file))
  },
})
