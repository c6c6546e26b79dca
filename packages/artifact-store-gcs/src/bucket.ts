import { Storage, type Bucket as GoogleBucket, type File } from '@google-cloud/storage'
import { RegaugeError } from '@regauge/core'
import { createSender, keyPrefix, type KeyPrefix, type Sender } from '@regauge/core/store'
import { parseDuration } from '@regauge/core/units'
import type { GcsArtifactStoreConfig } from './config.ts'
import { toStoreError } from './gcs-error.ts'

/** One way to the service: the vendor's bucket, and the prefix below which the store lies. */
export interface Bucket extends KeyPrefix {
  readonly bucket: GoogleBucket
  /** For people: `bucket "models"`. */
  readonly place: string
  /** The object of a key. */
  file(key: string): File
  /** Where the bytes of a key's object are read, without the parameters of the request. */
  mediaUrl(key: string): string
  /** Where an upload of several parts begins, under the condition that there is no object or without. */
  uploadUrl(key: string, ifAbsent: boolean): string
  /** What a request to a URL has to carry so that the service knows who asks. */
  credentials(url: string): Promise<Readonly<Record<string, string>>>
  readonly send: Sender
}

/** Opens a way to the bucket of a config. Connects to nothing. */
export function openBucket(config: GcsArtifactStoreConfig): Bucket {
  const endpoint = endpointOf(config)
  const storage = createClient(config, endpoint)
  const bucket = storage.bucket(config.bucket, config.kmsKey === undefined ? {} : { kmsKeyName: config.kmsKey })
  const place = `bucket "${config.bucket}"${endpoint === undefined ? '' : ` at ${endpoint}`}`
  const timeout = parseDuration(config.timeout)!
  const prefix = keyPrefix(config.prefix)
  const { objectKey } = prefix
  return {
    ...prefix,
    bucket,
    place,
    file: (key) => bucket.file(objectKey(key)),
    mediaUrl: (key) =>
      `${storage.baseUrl}/b/${encodeURIComponent(config.bucket)}/o/${encodeURIComponent(objectKey(key))}?alt=media`,
    uploadUrl(key, ifAbsent) {
      const url = new URL(`${storage.apiEndpoint}/upload/storage/v1/b/${encodeURIComponent(config.bucket)}/o`)
      url.searchParams.set('uploadType', 'resumable')
      url.searchParams.set('name', objectKey(key))
      if (ifAbsent) url.searchParams.set('ifGenerationMatch', '0')
      if (config.kmsKey !== undefined) url.searchParams.set('kmsKeyName', config.kmsKey)
      return url.href
    },
    // Another service than Google's must not be shown Google's credentials.
    credentials: async (url) =>
      endpoint === undefined ? Object.fromEntries(await storage.authClient.getRequestHeaders(url)) : {},
    send: createSender({ place, objectKey, toStoreError, timeout, ignoresSignals: true }),
  }
}

/** The endpoint that a config or the environment names; undefined for Google itself. */
function endpointOf({ endpoint }: GcsArtifactStoreConfig): string | undefined {
  const emulator = process.env['STORAGE_EMULATOR_HOST']
  if (endpoint !== undefined || !emulator) return endpoint
  return /^https?:\/\//.test(emulator) ? emulator : `http://${emulator}`
}

function createClient({ project, keyFile, key }: GcsArtifactStoreConfig, endpoint: string | undefined): Storage {
  const storage = new Storage({
    ...(endpoint !== undefined && { apiEndpoint: endpoint }),
    // Whoever stands in for Google does not ask, and its project cannot be found out.
    ...((project ?? endpoint) !== undefined && { projectId: project ?? 'regauge' }),
    ...(keyFile !== undefined && { keyFilename: keyFile }),
    ...(key !== undefined && { credentials: parseKey(key) }),
    // The store tries again itself, also where a body broke off.
    retryOptions: { autoRetry: false },
  })
  // With STORAGE_EMULATOR_HOST in the environment the client leaves the path out.
  storage.baseUrl = `${storage.apiEndpoint}/storage/v1`
  return storage
}

function parseKey(text: string): object {
  try {
    const key: unknown = JSON.parse(text)
    if (typeof key === 'object' && key !== null) return key
  } catch {
    // What was thrown is left out: it may repeat a part of the key.
  }
  throw new RegaugeError('STORE_DENIED', {
    message: 'The "key" of the GCS store is not the text of a key file.',
    hint: 'Store the whole JSON document of the key file under the name that the reference leads to.',
  })
}
