import type { StoreRequest } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** An answer as the vendor's client gives it, beside the metadata or as a part of an error. */
interface Answer {
  readonly headers?: Headers | { readonly date?: string }
}

/** The `Date` of an answer of the service. */
export async function serviceDate(bucket: Bucket, request: StoreRequest): Promise<string | undefined> {
  const { headers } = await bucket.send(request, async () => {
    try {
      const [, answer] = await bucket.file(request.key).getMetadata()
      return answer as Answer
    } catch (thrown) {
      // That there is no such object yet is an answer as well.
      const { code, response } = thrown as { code?: unknown; response?: Answer }
      if (code === 404 && response) return response
      throw thrown
    }
  })
  return headers instanceof Headers ? (headers.get('date') ?? undefined) : headers?.date
}
