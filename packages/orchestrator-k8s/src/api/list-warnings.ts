import type { CoreV1Event } from '@kubernetes/client-node'
import type { Wire } from './wire.ts'
import type { ApiClient } from './api-client.ts'
import { listEvents, type ListEventsOptions } from './list-events.ts'

/** What the cluster has complained of in the last hour or so. */
export function listWarnings(
  client: ApiClient,
  options: Omit<ListEventsOptions, 'where'>,
): Promise<readonly Wire<CoreV1Event>[]> {
  return listEvents(client, { ...options, where: 'type=Warning' })
}
