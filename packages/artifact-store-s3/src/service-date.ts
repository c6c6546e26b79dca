import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { unlessAbsent, type StoreRequest } from '@regauge/core/store'
import { until, type Bucket } from './bucket.ts'

/** The `Date` of an answer of the service. */
export async function serviceDate(bucket: Bucket, request: StoreRequest): Promise<string | undefined> {
  let date: string | undefined
  // That there is no such object yet is an answer as well.
  await unlessAbsent(
    bucket.send(request, (signal) => {
      const command = new HeadObjectCommand({ Bucket: bucket.name, Key: bucket.objectKey(request.key) })
      command.middlewareStack.add(
        (next) => async (call) => {
          const answer = await next(call)
          // Below the deserializer an answer is the protocol's own.
          date = (answer.response as { headers?: Record<string, string> }).headers?.['date']
          return answer
        },
        { step: 'deserialize', priority: 'low' },
      )
      return bucket.client.send(command, until(signal))
    }),
  )
  return date
}
