import { RegaugeError } from '@regauge/core'
import { CONDITIONS_KEY } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** An answer as the vendor's client gives it, beside the metadata or as a part of an error. */
interface Answer {
  readonly headers?: { readonly date?: string }
}

/** What the service's clock says, from the head of an answer, to the second. */
export async function serviceTime(bucket: Bucket, signal: AbortSignal | undefined): Promise<Date> {
  const about = { action: 'ask for the time at', key: CONDITIONS_KEY, signal }
  const answer = await bucket.send(about, async () => {
    try {
      const [, answer] = await bucket.file(CONDITIONS_KEY).getMetadata()
      return answer as Answer
    } catch (thrown) {
      // That there is no such object yet is an answer as well.
      const { code, response } = thrown as { code?: unknown; response?: Answer }
      if (code === 404 && response) return response
      throw thrown
    }
  })
  const time = new Date(answer.headers?.date ?? Number.NaN)
  if (!Number.isNaN(time.getTime())) return time
  throw new RegaugeError('STORE_UNSUITABLE', {
    message: `The service of ${bucket.place} does not tell its time: its answers have no "Date".`,
    hint: 'Look for a proxy on the way that removes the header.',
  })
}
