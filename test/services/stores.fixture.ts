import type { ArtifactStore } from '@regauge/core'
import * as azure from './azure.fixture.ts'
import * as gcs from './gcs.fixture.ts'
import * as s3 from './s3.fixture.ts'
import type { ServerName } from './servers.ts'

/** How tests come to a store of their own on a server. */
export interface TestedStore {
  readonly server: ServerName & ('s3' | 'versitygw' | 'gcs' | 'azure')
  /** The config of a store in a new bucket. */
  readonly create: (endpoint: string) => Promise<{ readonly endpoint: string; readonly timeout: string }>
  readonly open: (config: unknown) => Promise<ArtifactStore>
}

const createS3 = async (endpoint: string) => s3.configOf(endpoint, await s3.createBucket(endpoint))

/** Every store, on every server that it is tested with. */
export const STORES = {
  's3 on MinIO': { server: 's3', create: createS3, open: s3.open },
  's3 on versitygw': { server: 'versitygw', create: createS3, open: s3.open },
  gcs: { server: 'gcs', create: gcs.createBucket, open: gcs.open },
  azure: { server: 'azure', create: azure.createContainer, open: azure.open },
} as const satisfies Readonly<Record<string, TestedStore>>
