import { partReader, serviceCodeOf, statusOf, type ObjectService } from '@regauge/core/store'
import { openBucket } from './bucket.ts'
import type { S3ArtifactStoreConfig } from './config.ts'
import { deleteObjects } from './delete-objects.ts'
import { fetchPart } from './fetch-part.ts'
import { listObjects } from './list-objects.ts'
import { checksumOf, lookAt } from './look-at.ts'
import { putObject } from './put-object.ts'
import { serviceDate } from './service-date.ts'
import { uploadObject } from './upload-object.ts'

/** A bucket of S3, or of a service that speaks its protocol. Connects to nothing yet. */
export function openS3Service(config: S3ArtifactStoreConfig): ObjectService {
  const bucket = openBucket(config)
  return {
    place: bucket.place,
    maxListed: 1_000,
    maxDeleted: 1_000,
    put: (bytes, request) => putObject(bucket, bytes, request),
    upload: (source, request) => uploadObject(bucket, source, request),
    isTaken: (thrown) => statusOf(thrown) === 412,
    isSpent: (thrown) => serviceCodeOf(thrown) === 'NoSuchUpload',
    look: (request) => lookAt(bucket, request),
    readPart: partReader(bucket.send, (range, request) => fetchPart(bucket, range, request)),
    checksum: (version, request) => checksumOf(bucket, version, request),
    list: (request) => listObjects(bucket, request),
    date: (request) => serviceDate(bucket, request),
    delete: (keys, signal) => deleteObjects(bucket, keys, signal),
    close: () => bucket.client.destroy(),
  }
}
