import { randomUUID } from 'node:crypto'
import { Storage } from '@google-cloud/storage'
import { gcsArtifactStore, type GcsArtifactStoreConfig } from '@regauge/artifact-store-gcs'
import type { ArtifactStore } from '@regauge/core'

/** Opens the GCS store of a config, also for the kit's other processes. */
export function open(config: unknown): Promise<ArtifactStore> {
  // The tests make it below.
  return gcsArtifactStore.create({ config: config as GcsArtifactStoreConfig, components: {}, projectRoot: '/' })
}

/** The config of a store in a new bucket of a server. */
export async function createBucket(endpoint: string): Promise<GcsArtifactStoreConfig & { readonly endpoint: string }> {
  const bucket = `test-${randomUUID()}`
  await new Storage({ apiEndpoint: endpoint, projectId: 'test' }).createBucket(bucket)
  return { bucket, prefix: '', endpoint, project: 'test', timeout: '10s' }
}
