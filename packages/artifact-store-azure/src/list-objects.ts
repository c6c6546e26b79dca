import type { BlobItem } from '@azure/storage-blob'
import type { ListRequest, ServicePage } from '@regauge/core/store'
import { until, type Container } from './container.ts'

/** What flat lists and those of a hierarchy have in common. */
interface Segment {
  readonly segment: {
    readonly blobItems: readonly BlobItem[]
    readonly blobPrefixes?: readonly { readonly name: string }[]
  }
  readonly continuationToken?: string
}

/** One page of a list, as the service gives it: it begins with the key that it is given. */
export async function listObjects(container: Container, request: ListRequest): Promise<ServicePage> {
  const { prefix, after, limit, delimiter, token, signal } = request
  const page = { maxPageSize: limit, ...(token !== undefined && { continuationToken: token }) }
  const found = await container.send({ action: 'list', key: prefix, signal }, async (signal): Promise<Segment> => {
    const options = {
      prefix: container.prefixOf(prefix),
      ...(after !== undefined && { startFrom: container.nameOf(after) }),
      ...until(signal),
    }
    const pages =
      delimiter === undefined
        ? container.client.listBlobsFlat(options).byPage(page)
        : container.client.listBlobsByHierarchy(delimiter, options).byPage(page)
    const first = await pages.next()
    return first.value as Segment
  })
  const { blobItems, blobPrefixes = [] } = found.segment
  return {
    objects: blobItems.map(({ name, properties }) => ({
      key: container.keyOf(name),
      size: properties.contentLength!,
      modifiedAt: properties.lastModified,
    })),
    prefixes: blobPrefixes.map(({ name }) => container.keyOf(name)),
    token: found.continuationToken || undefined,
  }
}
