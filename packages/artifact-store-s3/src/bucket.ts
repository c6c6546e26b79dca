import type { S3Client } from '@aws-sdk/client-s3'
import { retryPassing } from '@regauge/core/store'
import type { S3ArtifactStoreConfig } from './config.ts'
import { createClient, endpointOf } from './create-client.ts'
import { isPassing, toStoreError } from './s3-error.ts'

/** What a request is about, for errors, and what ends it. */
export interface BucketRequest {
  /** A verb: `put`, `read`, `list`. */
  readonly action: string
  /** The key of the store, without its prefix. */
  readonly key: string
  readonly signal: AbortSignal | undefined
}

/** What every request to the service is given. */
export interface SendOptions {
  readonly abortSignal?: AbortSignal
}

/** One way to the service: the vendor's client, the bucket, and the prefix below which the store lies. */
export interface Bucket {
  readonly client: S3Client
  readonly name: string
  /** For people: `bucket "models" at https://…`. */
  readonly place: string
  /** How the service encrypts new objects, as parameters of requests. */
  readonly encryption: Encryption
  /** The key by which the service knows the object of a store's key. */
  objectKey(key: string): string
  /** The store's key of an object. */
  keyOf(object: string): string
  /**
   * Makes a request, and again while it fails for a passing reason. What `request` throws, also in reading a body, is
   * thrown as an error of the store; its `details` hold `serviceCode` and `status`.
   */
  send<T>(about: BucketRequest, request: (options: SendOptions) => Promise<T>): Promise<T>
}

/** Parameters of requests that make objects. */
export interface Encryption {
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  readonly SSEKMSKeyId?: string
}

/** Opens a way to the bucket of a config. Connects to nothing; the client is to be destroyed. */
export function openBucket(config: S3ArtifactStoreConfig): Bucket {
  const client = createClient(config)
  const prefix = config.prefix === '' ? '' : `${config.prefix}/`
  const endpoint = endpointOf(config)
  const place = `bucket "${config.bucket}"${endpoint === undefined ? '' : ` at ${endpoint}`}`
  const objectKey = (key: string) => `${prefix}${key}`

  return {
    client,
    name: config.bucket,
    place,
    encryption: {
      ...(config.encryption && { ServerSideEncryption: config.encryption.type }),
      ...(config.encryption?.key !== undefined && { SSEKMSKeyId: config.encryption.key }),
    },
    objectKey,
    keyOf: (object) => object.slice(prefix.length),
    send({ action, key, signal }, request) {
      const about = { action, key, place, object: objectKey(key) }
      const attempt = async () => {
        try {
          return await request(signal ? { abortSignal: signal } : {})
        } catch (thrown) {
          // An abort is thrown as its reason by whoever repeats the attempts.
          throw toStoreError(thrown, about)
        }
      }
      return retryPassing(attempt, { isPassing, signal })
    },
  }
}
