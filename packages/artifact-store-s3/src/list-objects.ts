import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import type { ListOptions, ListPage, StoredObject } from '@regauge/core'
import { compareUtf8, isReservedKey } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** The service gives no larger pages. */
const MAX_KEYS = 1_000

/** One page of the keys that begin with a prefix. */
export async function listObjects(bucket: Bucket, prefix: string, options: ListOptions): Promise<ListPage> {
  const { after, limit = MAX_KEYS, delimiter, signal } = options
  const objects: StoredObject[] = []
  const prefixes: string[] = []
  // Services differ in whether a list that starts after a common prefix gives it once more.
  const isNew = (name: string) => (after === undefined || compareUtf8(name, after) > 0) && !isReservedKey(name)
  for (let token: string | undefined; ;) {
    const command = new ListObjectsV2Command({
      Bucket: bucket.name,
      Prefix: bucket.objectKey(prefix),
      MaxKeys: Math.min(MAX_KEYS, limit - objects.length - prefixes.length),
      // Keys may hold what XML cannot.
      EncodingType: 'url',
      ...(after !== undefined && { StartAfter: bucket.objectKey(after) }),
      ...(delimiter !== undefined && { Delimiter: delimiter }),
      ...(token !== undefined && { ContinuationToken: token }),
    })
    const found = await bucket.send({ action: 'list', key: prefix, signal }, (send) =>
      bucket.client.send(command, send),
    )
    const { listed, rolledUp } = readPage(bucket, found)
    objects.push(...listed.filter(({ key }) => isNew(key)))
    prefixes.push(...rolledUp.filter(isNew))
    if (!found.IsTruncated) return { objects, prefixes }
    if (objects.length + prefixes.length >= limit) return { objects, prefixes, next: lastOf(objects, prefixes) }
    token = found.NextContinuationToken
  }
}

function readPage(bucket: Bucket, found: ListObjectsV2CommandOutput) {
  const decode = found.EncodingType === 'url' ? decodeKey : (text: string) => text
  return {
    listed: (found.Contents ?? []).map(({ Key, Size, LastModified }): StoredObject => ({
      key: bucket.keyOf(decode(Key!)),
      size: Size!,
      // Lists may be more precise than what a look at the object tells.
      modifiedAt: new Date(Math.floor(LastModified!.getTime() / 1_000) * 1_000),
    })),
    rolledUp: (found.CommonPrefixes ?? []).map(({ Prefix }) => bucket.keyOf(decode(Prefix!))),
  }
}

function decodeKey(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

function lastOf(objects: readonly StoredObject[], prefixes: readonly string[]): string {
  return [objects.at(-1)?.key, prefixes.at(-1)]
    .filter((name) => name !== undefined)
    .sort(compareUtf8)
    .at(-1)!
}
