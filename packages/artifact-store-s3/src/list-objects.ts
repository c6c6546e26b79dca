import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import type { ListRequest, ServicePage } from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'

/** One page of a list, as the service gives it. */
export async function listObjects(bucket: Bucket, request: ListRequest): Promise<ServicePage> {
  const { prefix, after, limit, delimiter, token, signal } = request
  const command = new ListObjectsV2Command({
    Bucket: bucket.name,
    Prefix: bucket.objectKey(prefix),
    MaxKeys: limit,
    // Keys may hold what XML cannot.
    EncodingType: 'url',
    ...(after !== undefined && { StartAfter: bucket.objectKey(after) }),
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    ...(token !== undefined && { ContinuationToken: token }),
  })
  const found = await bucket.send({ action: 'list', key: prefix, signal }, (signal) =>
    bucket.client.send(command, until(signal)),
  )
  return toPage(bucket, found)
}

function toPage(bucket: Bucket, found: ListObjectsV2CommandOutput): ServicePage {
  const decode = found.EncodingType === 'url' ? decodeKey : (text: string) => text
  return {
    objects: (found.Contents ?? []).map(({ Key, Size, LastModified }) => ({
      key: bucket.keyOf(decode(Key!)),
      size: Size!,
      // Lists may be more precise than what a look at the object tells.
      modifiedAt: new Date(Math.floor(LastModified!.getTime() / 1_000) * 1_000),
    })),
    prefixes: (found.CommonPrefixes ?? []).map(({ Prefix }) => bucket.keyOf(decode(Prefix!))),
    token: found.IsTruncated ? found.NextContinuationToken : undefined,
  }
}

function decodeKey(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
