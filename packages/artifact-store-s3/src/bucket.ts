import type { S3Client } from '@aws-sdk/client-s3'
import { createSender, keyPrefix, type KeyPrefix, type Sender } from '@regauge/core/store'
import type { S3ArtifactStoreConfig } from './config.ts'
import { createClient, endpointOf } from './create-client.ts'
import { toStoreError } from './s3-error.ts'

/** One way to the service: the vendor's client, the bucket, and the prefix below which the store lies. */
export interface Bucket extends KeyPrefix {
  readonly client: S3Client
  readonly name: string
  /** For people: `bucket "models" at https://…`. */
  readonly place: string
  /** How the service encrypts new objects, as parameters of requests. */
  readonly encryption: Encryption
  readonly send: Sender
}

/** Parameters of requests that make objects. */
export interface Encryption {
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  readonly SSEKMSKeyId?: string
}

/** Opens a way to the bucket of a config. Connects to nothing; the client is to be destroyed. */
export function openBucket(config: S3ArtifactStoreConfig): Bucket {
  const endpoint = endpointOf(config)
  const place = `bucket "${config.bucket}"${endpoint === undefined ? '' : ` at ${endpoint}`}`
  const prefix = keyPrefix(config.prefix)
  return {
    ...prefix,
    client: createClient(config),
    name: config.bucket,
    place,
    encryption: {
      ...(config.encryption && { ServerSideEncryption: config.encryption.type }),
      ...(config.encryption?.key !== undefined && { SSEKMSKeyId: config.encryption.key }),
    },
    // The client watches over connections that stand still.
    send: createSender({ place, objectKey: prefix.objectKey, toStoreError }),
  }
}

/** The options of the vendor's client for a request that ends with a signal. */
export function until(signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}
