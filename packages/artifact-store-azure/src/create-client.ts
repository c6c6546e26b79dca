import {
  AnonymousCredential,
  BlobServiceClient,
  ContainerClient,
  StorageSharedKeyCredential,
  type StoragePipelineOptions,
} from '@azure/storage-blob'
import { RegaugeError } from '@regauge/core'
import type { AzureArtifactStoreConfig } from './config.ts'

// The store tries again itself: also bodies that break off, which the client leaves alone.
const OPTIONS: StoragePipelineOptions = { retryOptions: { maxTries: 1 } }

/** The vendor's client for the container of a config. It connects to nothing yet. */
export async function createClient(config: AzureArtifactStoreConfig): Promise<ContainerClient> {
  const { container, connectionString, account, accountKey, sas } = config
  if (connectionString !== undefined) return fromConnectionString(connectionString, container)
  const endpoint = (config.endpoint ?? `https://${account}.blob.core.windows.net`).replace(/\/+$/, '')
  const url = `${endpoint}/${encodeURIComponent(container)}`
  if (sas !== undefined) {
    return new ContainerClient(`${url}?${sas.replace(/^\?/, '')}`, new AnonymousCredential(), { ...OPTIONS })
  }
  if (account !== undefined && accountKey !== undefined) {
    return new ContainerClient(url, new StorageSharedKeyCredential(account, accountKey), { ...OPTIONS })
  }
  // It is large, and renews its tokens in time.
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new ContainerClient(url, new DefaultAzureCredential(), { ...OPTIONS })
}

function fromConnectionString(connectionString: string, container: string): ContainerClient {
  try {
    return BlobServiceClient.fromConnectionString(connectionString, { ...OPTIONS }).getContainerClient(container)
  } catch {
    // What was thrown is left out: it may repeat a part of the secret.
    throw new RegaugeError('STORE_DENIED', {
      message: 'The "connectionString" of the Azure store is not one of a storage account.',
      hint: 'Copy it from: az storage account show-connection-string --name ACCOUNT',
    })
  }
}
