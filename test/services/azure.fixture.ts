import { randomUUID } from 'node:crypto'
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob'
import { azureArtifactStore, type AzureArtifactStoreConfig } from '@regauge/artifact-store-azure'
import type { ArtifactStore } from '@regauge/core'
import { AZURE_ACCOUNT } from './servers.ts'

/** Opens the Azure store of a config, also for the kit's other processes. */
export function open(config: unknown): Promise<ArtifactStore> {
  // The tests make it below.
  return azureArtifactStore.create({ config: config as AzureArtifactStoreConfig, components: {}, projectRoot: '/' })
}

/** A client of the vendor for a server. */
export function clientOf(server: string): BlobServiceClient {
  const credential = new StorageSharedKeyCredential(AZURE_ACCOUNT.account, AZURE_ACCOUNT.accountKey)
  return new BlobServiceClient(`${server}/${AZURE_ACCOUNT.account}`, credential)
}

/** The config of a store in a new container of a server. */
export async function createContainer(
  server: string,
): Promise<AzureArtifactStoreConfig & { readonly endpoint: string }> {
  const container = `test-${randomUUID()}`
  await clientOf(server).createContainer(container)
  return { container, prefix: '', endpoint: `${server}/${AZURE_ACCOUNT.account}`, ...AZURE_ACCOUNT, timeout: '10s' }
}
