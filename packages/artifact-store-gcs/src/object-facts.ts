import { isRegaugeError, RegaugeError } from '@regauge/core'
import type { Bucket, BucketRequest } from './bucket.ts'

/** What the service tells of an object. */
export interface ObjectFacts {
  readonly size: number
  readonly modifiedAt: Date
  /** Changes with each put. */
  readonly generation: string
  /** In base64; absent of objects that others have composed. */
  readonly md5: string | undefined
  /** By which a writer knows its own put again. */
  readonly putId: string | undefined
}

/** Metadata of an object by which a writer knows its own put again. */
export const PUT_ID = 'regauge-put'

/** What the service tells of an object; undefined where there is none. */
export async function findObject(bucket: Bucket, request: BucketRequest): Promise<ObjectFacts | undefined> {
  try {
    const [found] = await bucket.send(request, () => bucket.file(request.key).getMetadata())
    return {
      size: Number(found.size),
      modifiedAt: new Date(found.updated!),
      generation: String(found.generation),
      md5: found.md5Hash,
      putId: found.metadata?.[PUT_ID] as string | undefined,
    }
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'STORE_OBJECT_NOT_FOUND') return undefined
    throw thrown
  }
}

/** The error for an object that is not what was stored. `problem` ends the sentence "The bytes of … ". */
export function altered(key: string, problem: string): RegaugeError {
  return new RegaugeError('STORE_CONTENT_ALTERED', {
    message: `The bytes of the object "${key}" ${problem}.`,
    hint: 'Read it again. If that fails too, the object is damaged: delete it and run the step that made it again.',
    details: { key },
  })
}
