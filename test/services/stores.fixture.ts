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
  /** URL of the module that exports `open`, for other processes. */
  readonly module: string
}

const createS3 = async (endpoint: string) => s3.configOf(endpoint, await s3.createBucket(endpoint))

/** Every store, on every server that it is tested with. */
export const STORES = {
  's3 on MinIO': { server: 's3', create: createS3, open: s3.open, module: import.meta.resolve('./s3.fixture.ts') },
  's3 on versitygw': {
    server: 'versitygw',
    create: createS3,
    open: s3.open,
    module: import.meta.resolve('./s3.fixture.ts'),
  },
  gcs: { server: 'gcs', create: gcs.createBucket, open: gcs.open, module: import.meta.resolve('./gcs.fixture.ts') },
  azure: {
    server: 'azure',
    create: azure.createContainer,
    open: azure.open,
    module: import.meta.resolve('./azure.fixture.ts'),
  },
} as const satisfies Readonly<Record<string, TestedStore>>
