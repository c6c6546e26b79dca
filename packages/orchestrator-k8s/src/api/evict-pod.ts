import type { ApiClient } from './api-client.ts'
import type { ObjectOptions } from './get-object.ts'
import { resourceName, resourcePath } from './resource.ts'
import { PODS } from './resources.ts'

/**
 * Asks for a pod to go as a drain does it. Throws `KUBERNETES_CONFLICT` where a disruption budget forbids it now, and
 * `KUBERNETES_OBJECT_NOT_FOUND`.
 */
export async function evictPod(
  client: ApiClient,
  {
    name,
    namespace = client.connection.namespace,
    gracePeriodSeconds,
    ...options
  }: ObjectOptions & {
    readonly gracePeriodSeconds?: number
  },
): Promise<void> {
  await client.ask({
    verb: 'create',
    resource: resourceName(PODS, 'eviction'),
    namespace,
    name,
    path: resourcePath(PODS, { namespace, name, subresource: 'eviction' }),
    body: {
      kind: 'Eviction',
      apiVersion: 'policy/v1',
      metadata: { name, namespace },
      ...(gracePeriodSeconds !== undefined && { deleteOptions: { gracePeriodSeconds } }),
    },
    isRepeatable: true,
    options,
  })
}
