import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob'
import { createSender, keyPrefix, type Sender } from '@regauge/core/store'
import { parseDuration } from '@regauge/core/units'
import { toStoreError } from './azure-error.ts'
import { fromBlobName, toBlobName, toBlobPrefix } from './blob-name.ts'
import type { AzureArtifactStoreConfig } from './config.ts'
import { createClient } from './create-client.ts'

/** One way to the service: the vendor's client of a container, and the prefix below which the store lies. */
export interface Container {
  readonly client: ContainerClient
  /** For people: `container "models" at https://…`. */
  readonly place: string
  /** How the service encrypts new objects, as options of requests. */
  readonly encryption: { readonly encryptionScope?: string }
  /** The name of the object of a store's key. */
  readonly nameOf: (key: string) => string
  /** With what the names of the objects begin whose keys begin with a text. */
  readonly prefixOf: (prefix: string) => string
  /** The store's key of an object. */
  readonly keyOf: (name: string) => string
  /** The object of a key. */
  blob(key: string): BlockBlobClient
  readonly send: Sender
}

/** Opens a way to the container of a config. Connects to nothing. */
export async function openContainer(config: AzureArtifactStoreConfig): Promise<Container> {
  const client = await createClient(config)
  const { origin, pathname } = new URL(client.url)
  // The rest of the URL may be a signature, and the container ends the path.
  const place = `container "${config.container}" at ${origin}${pathname.slice(0, pathname.lastIndexOf('/'))}`
  const { objectKey, keyOf } = keyPrefix(config.prefix)
  const nameOf = (key: string) => toBlobName(objectKey(key))
  return {
    client,
    place,
    encryption: config.encryptionScope === undefined ? {} : { encryptionScope: config.encryptionScope },
    nameOf,
    prefixOf: (prefix) => toBlobPrefix(objectKey(prefix)),
    keyOf: (name) => keyOf(fromBlobName(name)),
    blob: (key) => client.getBlockBlobClient(nameOf(key)),
    send: createSender({ place, objectKey: nameOf, toStoreError, timeout: parseDuration(config.timeout)! }),
  }
}

/** The options of the vendor's client for a request that ends with a signal. */
export function until(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}
