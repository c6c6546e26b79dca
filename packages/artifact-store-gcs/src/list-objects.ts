import type { ListRequest, ServicePage } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** What the service's own answer holds beside the client's objects. */
interface Answer {
  readonly items?: readonly { readonly name: string; readonly size: string; readonly updated: string }[]
  readonly prefixes?: readonly string[]
  readonly nextPageToken?: string
}

/** One page of a list, as the service gives it: it begins with the key that it is given. */
export async function listObjects(bucket: Bucket, request: ListRequest): Promise<ServicePage> {
  const { prefix, after, limit, delimiter, token, signal } = request
  const query = {
    autoPaginate: false,
    prefix: bucket.objectKey(prefix),
    maxResults: limit,
    ...(after !== undefined && { startOffset: bucket.objectKey(after) }),
    ...(delimiter !== undefined && { delimiter }),
    ...(token !== undefined && { pageToken: token }),
  }
  const [, , found] = await bucket.send({ action: 'list', key: prefix, signal }, () => bucket.bucket.getFiles(query))
  const { items = [], prefixes = [], nextPageToken } = found as Answer
  return {
    objects: items.map(({ name, size, updated }) => ({
      key: bucket.keyOf(name),
      size: Number(size),
      modifiedAt: new Date(updated),
    })),
    prefixes: prefixes.map((each) => bucket.keyOf(each)),
    token: nextPageToken || undefined,
  }
}
