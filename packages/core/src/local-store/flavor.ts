import { resolve } from 'node:path'
import { z } from 'zod'
import { defineFlavor } from '../contracts/flavor.ts'

const config = z.strictObject({
  path: z
    .string()
    .min(1)
    .default('.regauge/store')
    .describe('Folder of the store; a relative path is taken from the root of the project.'),
  durable: z
    .boolean()
    .default(false)
    .describe('Wait for the disk before a write returns, so that it outlives a loss of power; slower.'),
})

/** What a stack file may say of a local store. */
export type LocalArtifactStoreConfig = z.infer<typeof config>

/** Keeps runs and artifacts in a folder of this machine. The store of a project that has no stack file. */
export const localArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'local',
  summary: 'Keeps runs and artifacts in a folder of this machine.',
  config,
  capabilities: { reach: 'machine' },
  async create({ config: { path, durable }, projectRoot }) {
    const { LocalArtifactStore } = await import('./local-artifact-store.ts')
    return new LocalArtifactStore({ root: resolve(projectRoot, path), durable })
  },
})
