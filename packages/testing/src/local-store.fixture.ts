import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ArtifactStore } from '@regauge/core'
import { localArtifactStore } from '@regauge/core/artifacts'

/** Opens the local store of a folder, also for the kit's other processes. */
export function open(argument: unknown): Promise<ArtifactStore> {
  const { path, durable = false } = argument as { readonly path: string; readonly durable?: boolean }
  return localArtifactStore.create({ config: { path, durable }, components: {}, projectRoot: '/' })
}

/** A new folder, and how to be rid of it. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'regauge-store-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
