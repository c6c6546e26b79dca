import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import type { ArtifactStore } from '@regauge/core'
import { s3ArtifactStore, type S3ArtifactStoreConfig } from '@regauge/artifact-store-s3'
import { USER } from './servers.ts'

/** Opens the S3 store of a config, also for the kit's other processes. */
export function open(config: unknown): Promise<ArtifactStore> {
  // The tests make it below.
  return s3ArtifactStore.create({ config: config as S3ArtifactStoreConfig, components: {}, projectRoot: '/' })
}

/** The config of a store in a bucket of a server. */
export function configOf(endpoint: string, bucket: string): S3ArtifactStoreConfig & { readonly endpoint: string } {
  return { bucket, prefix: '', endpoint, region: 'us-east-1', credentials: USER, timeout: '10s' }
}

/** A client of the vendor for a server. */
export function clientOf(endpoint: string): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', credentials: USER, forcePathStyle: true })
}

/** Makes a new bucket on a server, and gives its name. */
export async function createBucket(endpoint: string): Promise<string> {
  const bucket = `test-${randomUUID()}`
  const client = clientOf(endpoint)
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
  return bucket
}
