import type { ApiCall } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import type { ObjectOptions } from './get-object.ts'
import { readText } from './read-body.ts'
import { resourceName, resourcePath } from './resource.ts'
import { PODS } from './resources.ts'

/** Whose log, and how much of it. */
export interface PodLogOptions extends ObjectOptions {
  /** Needed where the pod has several. */
  readonly container?: string | undefined
  /** Of the container before the last restart. */
  readonly previous?: boolean
  /** The last so many lines. */
  readonly tailLines?: number
  /** At most so many bytes, from the beginning of what was asked for. */
  readonly limitBytes?: number
}

/**
 * What a container has written, as far as its node still has it: the newest 10 MiB or so. Throws
 * `KUBERNETES_OBJECT_NOT_FOUND` where the pod is gone, and `KUBERNETES_OBJECT_INVALID` where it has not started.
 */
export async function readPodLog(client: ApiClient, options: PodLogOptions): Promise<string> {
  const { previous, tailLines, limitBytes } = options
  const { value } = await client.ask({
    ...logCall(client, options, { previous, tailLines, limitBytes }),
    read: readText,
  })
  return value as string
}

/** The question for a log. */
export function logCall(
  client: ApiClient,
  { name, namespace = client.connection.namespace, container, signal, patienceMs }: PodLogOptions,
  query: NonNullable<ApiCall['query']>,
): ApiCall {
  return {
    verb: 'get',
    resource: resourceName(PODS, 'log'),
    namespace,
    name,
    path: resourcePath(PODS, { namespace, name, subresource: 'log' }),
    query: { container, ...query },
    options: { signal, patienceMs },
  }
}
