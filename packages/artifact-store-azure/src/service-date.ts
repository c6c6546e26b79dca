import type { StoreRequest } from '@regauge/core/store'
import { until, type Container } from './container.ts'

/** The `Date` of an answer of the service. */
export async function serviceDate(container: Container, request: StoreRequest): Promise<string | undefined> {
  const blob = container.blob(request.key)
  return container.send(request, async (signal) => {
    try {
      const { date } = await blob.getProperties(until(signal))
      return date?.toUTCString()
    } catch (thrown) {
      // That there is no such object yet is an answer as well.
      const { statusCode, response } = thrown as { statusCode?: number; response?: { headers: Headers } }
      if (statusCode === 404 && response) return response.headers.get('date') ?? undefined
      throw thrown
    }
  })
}
