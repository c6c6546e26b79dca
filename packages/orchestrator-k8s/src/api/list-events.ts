import type { CoreV1Event } from '@kubernetes/client-node'
import type { Wire } from './wire.ts'
import type { ApiClient } from './api-client.ts'
import { listObjects } from './list-objects.ts'
import { EVENTS } from './resources.ts'

export interface ListEventsOptions {
  readonly namespace: string
  /** A field selector: `reason=Pulling`. Absent: all. */
  readonly where?: string | undefined
  /** Of the one object to ask about. Absent: all of the namespace. */
  readonly uid?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the cluster has told of objects in the last hour or so. */
export async function listEvents(
  client: ApiClient,
  { namespace, where, uid, signal }: ListEventsOptions,
): Promise<readonly Wire<CoreV1Event>[]> {
  const about = uid === undefined ? undefined : `involvedObject.uid=${uid}`
  const fieldSelector = [where, about].filter((selector) => selector !== undefined).join(',')
  const { items } = await listObjects(client, EVENTS, {
    namespace,
    ...(fieldSelector && { fieldSelector }),
    project: (event) => event,
    signal,
  })
  return items
}
