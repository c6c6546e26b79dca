import { Storage, type Bucket as GoogleBucket, type File } from '@google-cloud/storage'
import { RegaugeError } from '@regauge/core'
import { retryPassing, untilAborted, type ServiceRequest } from '@regauge/core/store'
import { parseDuration } from '@regauge/core/units'
import type { GcsArtifactStoreConfig } from './config.ts'
import { isPassing, toStoreError } from './gcs-error.ts'

/** What a request is about, for errors, and what ends it. */
export interface BucketRequest {
  /** A verb: `put`, `read`, `list`. */
  readonly action: string
  /** The key of the store, without its prefix. */
  readonly key: string
  readonly signal: AbortSignal | undefined
}

/** Which bytes of an object are read. */
export interface GenerationRange {
  readonly generation: string
  readonly start: number
  /** Beyond the last byte. */
  readonly end: number
  readonly signal: AbortSignal
}

/** One way to the service: the vendor's bucket, and the prefix below which the store lies. */
export interface Bucket {
  readonly bucket: GoogleBucket
  /** For people: `bucket "models"`. */
  readonly place: string
  /** Milliseconds that one request may take. */
  readonly timeout: number
  /** The name by which the service knows the object of a store's key. */
  objectKey(key: string): string
  /** The store's key of an object. */
  keyOf(object: string): string
  /** The object of a key. */
  file(key: string): File
  /** The bytes of a range of one generation of an object. Throws like the vendor's client. */
  readBytes(key: string, range: GenerationRange): Promise<Buffer>
  /** The request, as errors tell it. */
  about(request: BucketRequest): ServiceRequest
  /**
   * Makes a request, and again while it fails for a passing reason. Its signal aborts with the caller's, and when the
   * request has taken too long. What it throws is thrown as an error of the store.
   */
  send<T>(request: BucketRequest, act: (signal: AbortSignal) => Promise<T>): Promise<T>
}

/** Opens a way to the bucket of a config. Connects to nothing. */
export function openBucket(config: GcsArtifactStoreConfig): Bucket {
  const { endpoint, project, keyFile, key, kmsKey } = config
  const storage = new Storage({
    ...(endpoint !== undefined && { apiEndpoint: endpoint }),
    ...(project !== undefined && { projectId: project }),
    ...(keyFile !== undefined && { keyFilename: keyFile }),
    ...(key !== undefined && { credentials: parseKey(key) }),
    // The store tries again itself, also where a body broke off.
    retryOptions: { autoRetry: false },
  })
  const bucket = storage.bucket(config.bucket, kmsKey === undefined ? {} : { kmsKeyName: kmsKey })
  const prefix = config.prefix === '' ? '' : `${config.prefix}/`
  const place = `bucket "${config.bucket}"${endpoint === undefined ? '' : ` at ${endpoint}`}`
  const timeout = parseDuration(config.timeout)!
  const objectKey = (key: string) => `${prefix}${key}`
  const about = ({ action, key }: BucketRequest) => ({ action, key, place, object: objectKey(key) })

  return {
    bucket,
    place,
    timeout,
    objectKey,
    about,
    keyOf: (object) => object.slice(prefix.length),
    file: (key) => bucket.file(objectKey(key)),
    async readBytes(key, { generation, start, end, signal }) {
      const object = `${encodeURIComponent(config.bucket)}/o/${encodeURIComponent(objectKey(key))}`
      const url = `${storage.apiEndpoint}/storage/v1/b/${object}?alt=media&generation=${generation}`
      // Another service than Google's must not be shown Google's credentials.
      const headers = new Headers(endpoint === undefined ? await storage.authClient.getRequestHeaders(url) : {})
      headers.set('range', `bytes=${start}-${end - 1}`)
      // The client's own streams can neither be aborted nor read without warnings of leaks.
      const answer = await fetch(url, { headers, signal })
      if (!answer.ok) throw Object.assign(new Error(await answer.text()), { code: answer.status })
      return Buffer.from(await answer.arrayBuffer())
    },
    send(request, act) {
      const attempt = async () => {
        const signals = [AbortSignal.timeout(timeout), ...(request.signal ? [request.signal] : [])]
        const signal = AbortSignal.any(signals)
        try {
          // The vendor's client knows no signals; what goes on without us ends by itself.
          return await untilAborted(act(signal), signal)
        } catch (thrown) {
          throw toStoreError(thrown, about(request))
        }
      }
      return retryPassing(attempt, { isPassing, signal: request.signal })
    },
  }
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
