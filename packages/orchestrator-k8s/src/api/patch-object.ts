import type { KubernetesObject } from '@kubernetes/client-node'
import type { ApiClient } from './api-client.ts'
import { placeOf, type ObjectOptions } from './get-object.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'
import type { Wire } from './wire.ts'

/** What a patch takes. */
export interface PatchObjectOptions extends ObjectOptions {
  /** `merge`: members replace members, null removes them. `strategic`: lists are merged by the keys of their kind. */
  readonly type: 'merge' | 'strategic'
  readonly patch: object
  readonly subresource?: 'status'
  /** Applying it twice gives the same as once. */
  readonly isRepeatable?: boolean
}

/** Changes an object; gives what it is then. Unknown fields are errors. Throws `KUBERNETES_OBJECT_NOT_FOUND`. */
export async function patchObject<T extends KubernetesObject>(
  client: ApiClient,
  resource: Resource<T>,
  { type, patch, subresource, isRepeatable = false, name, namespace, ...options }: PatchObjectOptions,
): Promise<Wire<T>> {
  const place = placeOf(client, resource, { name, namespace })
  const { value } = await client.ask({
    verb: 'patch',
    resource: resourceName(resource, subresource),
    ...place,
    path: resourcePath(resource, { ...place, subresource }),
    query: { fieldValidation: 'Strict' },
    body: patch,
    contentType: `application/${type === 'merge' ? '' : 'strategic-'}merge-patch+json`,
    isRepeatable,
    options,
  })
  return value as Wire<T>
}
