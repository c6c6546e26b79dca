import { statSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { defineFlavor } from '../contracts/flavor.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { localArtifactStoreConfig } from './config.ts'

/** Keeps runs and artifacts in a folder of this machine. The store of a project that has no stack file. */
export const localArtifactStore = defineFlavor({
  kind: 'artifact-store',
  name: 'local',
  summary: 'Keeps runs and artifacts in a folder of this machine.',
  config: localArtifactStoreConfig,
  capabilities: { reach: 'machine' },
  async create({ config: { path, durable }, projectRoot }) {
    const root = resolve(projectRoot, path)
    assertFolder(root)
    const { LocalArtifactStore } = await import('./local-artifact-store.ts')
    return new LocalArtifactStore({ root, durable })
  },
})

/** The folder need not exist yet. A file in its place, or above it, would look like a store without objects. */
function assertFolder(root: string): void {
  for (let path = root; ; path = dirname(path)) {
    const found = statOf(path)
    if (found?.isDirectory() || path === dirname(path)) return
    if (!found) continue
    throw new RegaugeError('STORE_UNREACHABLE', {
      message: `The local store cannot be the folder "${root}": "${path}" is a file.`,
      hint: 'Move the file away, or set another "path" in the config of the store.',
      details: { path },
    })
  }
}

/** Undefined also where it may not be looked at: the first use of the store tells why. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
