import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { isRegaugeError, RegaugeError } from '@regauge/core'
import { CONDITIONS_KEY } from '@regauge/core/store'
import type { Bucket } from './bucket.ts'

/** What the service's clock says, from the head of an answer, to the second. */
export async function serviceTime(bucket: Bucket, signal: AbortSignal | undefined): Promise<Date> {
  let date: string | undefined
  const about = { action: 'ask for the time at', key: CONDITIONS_KEY, signal }
  try {
    await bucket.send(about, (options) => {
      const command = new HeadObjectCommand({ Bucket: bucket.name, Key: bucket.objectKey(CONDITIONS_KEY) })
      command.middlewareStack.add(
        (next) => async (call) => {
          const answer = await next(call)
          // Below the deserializer an answer is the protocol's own.
          date = (answer.response as { headers?: Record<string, string> }).headers?.['date']
          return answer
        },
        { step: 'deserialize', priority: 'low' },
      )
      return bucket.client.send(command, options)
    })
  } catch (thrown) {
    // That there is no such object yet is an answer as well.
    if (!isRegaugeError(thrown) || thrown.code !== 'STORE_OBJECT_NOT_FOUND') throw thrown
  }
  const time = new Date(date ?? Number.NaN)
  if (!Number.isNaN(time.getTime())) return time
  throw new RegaugeError('STORE_UNSUITABLE', {
    message: `The service of ${bucket.place} does not tell its time: its answers have no "Date".`,
    hint: 'Look for a proxy on the way that removes the header.',
    details: { bucket: bucket.name },
  })
}
