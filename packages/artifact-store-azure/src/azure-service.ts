import { compareUtf8, partReader, serviceCodeOf, type ObjectService } from '@regauge/core/store'
import type { AzureArtifactStoreConfig } from './config.ts'
import { openContainer } from './container.ts'
import { deleteObjects } from './delete-objects.ts'
import { fetchPart } from './fetch-part.ts'
import { listObjects } from './list-objects.ts'
import { lookAt } from './look-at.ts'
import { putObject } from './put-object.ts'
import { serviceDate } from './service-date.ts'
import { uploadObject } from './upload-object.ts'

/** What the service says of a put under a condition where there is an object. */
const TAKEN: ReadonlySet<string | undefined> = new Set([
  'BlobAlreadyExists',
  'ConditionNotMet',
  // By a signature that allows to create, and not to write.
  'UnauthorizedBlobOverwrite',
])

/** A container of Azure Blob Storage. Connects to nothing yet. */
export async function openAzureService(config: AzureArtifactStoreConfig): Promise<ObjectService> {
  const container = await openContainer(config)
  return {
    place: container.place,
    maxListed: 5_000,
    maxDeleted: 256,
    put: (bytes, request) => putObject(container, bytes, request),
    upload: (source, request) => uploadObject(container, source, request),
    isTaken: (thrown) => TAKEN.has(serviceCodeOf(thrown)),
    look: (request) => lookAt(container, request),
    readPart: partReader(container.send, (range, request) => fetchPart(container, range, request)),
    compareKeys: (a, b) => compareUtf8(container.nameOf(a), container.nameOf(b)),
    list: (request) => listObjects(container, request),
    date: (request) => serviceDate(container, request),
    delete: (keys, signal) => deleteObjects(container, keys, signal),
    // The client's connections are those of the process, and do not keep it.
    close: () => undefined,
  }
}
