import type { CoreV1Event } from '@kubernetes/client-node'
import type { Wire } from './wire.ts'
import type { ApiClient } from './api-client.ts'
import { listObjects } from './list-objects.ts'
import { EVENTS } from './resources.ts'

export interface ListWarningsOptions {
  readonly namespace: string
  /** Of the one object to ask about. Absent: all of the namespace. */
  readonly uid?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the cluster has complained of in the last hour or so. */
export async function listWarnings(
  client: ApiClient,
  { namespace, uid, signal }: ListWarningsOptions,
): Promise<readonly Wire<CoreV1Event>[]> {
  const about = uid === undefined ? '' : `,involvedObject.uid=${uid}`
  const { items } = await listObjects(client, EVENTS, {
    namespace,
    fieldSelector: `type=Warning${about}`,
    project: (event) => event,
    signal,
  })
  return items
}
