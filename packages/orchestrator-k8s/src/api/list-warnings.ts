import type { CoreV1Event } from '@kubernetes/client-node'
import type { ApiClient } from './api-client.ts'
import { listObjects } from './list-objects.ts'
import { EVENTS } from './resources.ts'

export interface ListWarningsOptions {
  readonly namespace: string
  /** Of the one object to ask about. Absent: all of the namespace. */
  readonly uid?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What the cluster has complained of in the last hour or so. Times are texts. */
export async function listWarnings(
  client: ApiClient,
  { namespace, uid, signal }: ListWarningsOptions,
): Promise<readonly CoreV1Event[]> {
  const about = uid === undefined ? '' : `,involvedObject.uid=${uid}`
  const { items } = await listObjects(client, EVENTS, {
    namespace,
    fieldSelector: `type=Warning${about}`,
    // Whoever reads events takes times as texts, too.
    project: (event) => event as unknown as CoreV1Event,
    signal,
  })
  return items
}
