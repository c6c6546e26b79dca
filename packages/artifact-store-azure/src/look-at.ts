import { unlessAbsent, type ObjectFacts, type StoreRequest } from '@regauge/core/store'
import { until, type Container } from './container.ts'
import { PUT_ID } from './metadata.ts'

/** What the service tells of an object; undefined where there is none. */
export async function lookAt(container: Container, request: StoreRequest): Promise<ObjectFacts | undefined> {
  const found = await unlessAbsent(
    container.send(request, (signal) => container.blob(request.key).getProperties(until(signal))),
  )
  return found && { size: found.contentLength!, modifiedAt: found.lastModified!, putId: found.metadata?.[PUT_ID] }
}
