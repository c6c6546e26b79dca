import { mapConcurrent, partReader, statusOf, type ObjectService } from '@regauge/core/store'
import { openBucket } from './bucket.ts'
import type { GcsArtifactStoreConfig } from './config.ts'
import { fetchPart } from './fetch-part.ts'
import { listObjects } from './list-objects.ts'
import { checksumOf, lookAt } from './look-at.ts'
import { putObject } from './put-object.ts'
import { serviceDate } from './service-date.ts'
import { uploadObject } from './upload-object.ts'

/** The client cannot delete several objects in one request. */
const DELETES_AT_ONCE = 32

/** A bucket of Google Cloud Storage. Connects to nothing yet. */
export function openGcsService(config: GcsArtifactStoreConfig): ObjectService {
  const bucket = openBucket(config)
  return {
    place: bucket.place,
    maxListed: 1_000,
    maxDeleted: 1_000,
    put: (bytes, request) => putObject(bucket, bytes, request),
    upload: (source, request) => uploadObject(bucket, source, request),
    isTaken: (thrown) => statusOf(thrown) === 412,
    look: (request) => lookAt(bucket, request),
    readPart: partReader(bucket.send, (range, request) => fetchPart(bucket, range, request)),
    checksum: (generation, request) => checksumOf(bucket, generation, request),
    list: (request) => listObjects(bucket, request),
    date: (request) => serviceDate(bucket, request),
    async delete(keys, signal) {
      await mapConcurrent(keys, DELETES_AT_ONCE, (key) =>
        bucket.send({ action: 'delete', key, signal }, () => bucket.file(key).delete({ ignoreNotFound: true })),
      )
    },
    // Nothing is held open between two calls.
    close: () => undefined,
  }
}
