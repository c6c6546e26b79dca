import type { KubernetesObject } from '@kubernetes/client-node'
import { isRegaugeError } from '@regauge/core/errors'
import type { ApiCallOptions } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'
import type { Wire } from './wire.ts'

/** Which object. */
export interface ObjectOptions extends ApiCallOptions {
  readonly name: string
  /** @default that of the connection */
  readonly namespace?: string | undefined
}

/** An object as it is now, or undefined where there is none of that name. */
export async function getObject<T extends KubernetesObject>(
  client: ApiClient,
  resource: Resource<T>,
  options: ObjectOptions,
): Promise<Wire<T> | undefined> {
  const place = placeOf(client, resource, options)
  try {
    const { value } = await client.ask({
      verb: 'get',
      resource: resourceName(resource),
      path: resourcePath(resource, place),
      ...place,
      options,
    })
    // The server answers a path with its own kind of object.
    return value as Wire<T>
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'KUBERNETES_OBJECT_NOT_FOUND') return undefined
    throw thrown
  }
}

/** Where an object, or all of a kind, lies: in the connection's namespace if in none other. */
export function placeOf(
  client: ApiClient,
  { namespaced }: Resource,
  {
    name,
    namespace = client.connection.namespace,
  }: { readonly name?: string; readonly namespace?: string | undefined },
): { readonly namespace?: string; readonly name?: string } {
  return { ...(namespaced && { namespace }), ...(name !== undefined && { name }) }
}
