import type { ListOptions, ListPage, StoredObject } from '@regauge/core'
import { compareUtf8, isReservedKey } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** The service gives no larger pages. */
const MAX_RESULTS = 1_000

/** What the service's own answer holds beside the client's objects. */
interface Answer {
  readonly items?: readonly { readonly name: string; readonly size: string; readonly updated: string }[]
  readonly prefixes?: readonly string[]
  readonly nextPageToken?: string
}

/** One page of the keys that begin with a prefix. */
export async function listObjects(bucket: Bucket, prefix: string, options: ListOptions): Promise<ListPage> {
  const { after, limit = MAX_RESULTS, delimiter, signal } = options
  const objects: StoredObject[] = []
  const prefixes: string[] = []
  // The service begins with the key that it is given, and with the common prefix that it belongs to.
  const isNew = (name: string) => (after === undefined || compareUtf8(name, after) > 0) && !isReservedKey(name)
  for (let token: string | undefined; ;) {
    const query = {
      autoPaginate: false,
      prefix: bucket.objectKey(prefix),
      maxResults: Math.min(MAX_RESULTS, limit - objects.length - prefixes.length),
      ...(after !== undefined && { startOffset: bucket.objectKey(after) }),
      ...(delimiter !== undefined && { delimiter }),
      ...(token !== undefined && { pageToken: token }),
    }
    const [, , found] = await bucket.send({ action: 'list', key: prefix, signal }, () => bucket.bucket.getFiles(query))
    const { items = [], prefixes: rolledUp = [], nextPageToken } = found as Answer
    objects.push(...items.map((each) => toObject(bucket, each)).filter(({ key }) => isNew(key)))
    prefixes.push(...rolledUp.map((each) => bucket.keyOf(each)).filter(isNew))
    if (!nextPageToken) return { objects, prefixes }
    if (objects.length + prefixes.length >= limit) return { objects, prefixes, next: lastOf(objects, prefixes) }
    token = nextPageToken
  }
}

function toObject(bucket: Bucket, { name, size, updated }: NonNullable<Answer['items']>[number]): StoredObject {
  return { key: bucket.keyOf(name), size: Number(size), modifiedAt: new Date(updated) }
}

function lastOf(objects: readonly StoredObject[], prefixes: readonly string[]): string {
  return [objects.at(-1)?.key, prefixes.at(-1)]
    .filter((name) => name !== undefined)
    .sort(compareUtf8)
    .at(-1)!
}
