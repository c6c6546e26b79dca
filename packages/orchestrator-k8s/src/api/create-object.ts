import type { KubernetesObject } from '@kubernetes/client-node'
import { isRegaugeError } from '@regauge/core/errors'
import type { ApiCallOptions } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { getObject, placeOf } from './get-object.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'
import type { Wire } from './wire.ts'

/** What a creation takes beside its object. */
export interface CreateObjectOptions<T> extends ApiCallOptions {
  readonly object: T | Wire<T>
  /** @default the object's own, else that of the connection */
  readonly namespace?: string | undefined
  /** The server checks everything, quota and policies as well, and keeps nothing. */
  readonly dryRun?: boolean
  /**
   * The object's name is derived from what it is for, so that one which an unanswered request has left is as good as one
   * of our own.
   */
  readonly isDeterministic?: boolean
}

/** What stands after a creation. */
export interface CreatedObject<T> {
  readonly object: Wire<T>
  /** What the server finds questionable: a pod template that a policy will refuse, a field that is on its way out. */
  readonly warnings: readonly string[]
  /** It stood already when this call asked again after a lost answer. Whoever cares compares what it is. */
  readonly wasThere: boolean
}

/**
 * Creates an object; unknown fields are errors. Throws `KUBERNETES_OBJECT_EXISTS` where the name was taken before the
 * first request, and where it may have been and nobody here may look: no Role may get a Secret.
 */
export async function createObject<T extends KubernetesObject>(
  client: ApiClient,
  resource: Resource<T>,
  { object, dryRun, isDeterministic = false, namespace, ...options }: CreateObjectOptions<T>,
): Promise<CreatedObject<T>> {
  const { name, namespace: own } = (object.metadata ?? {}) as { name?: string; namespace?: string }
  const { namespace: place } = placeOf(client, resource, { namespace: namespace ?? own })
  const { kind, apiVersion } = resource
  let mayStand = false
  try {
    const call = {
      verb: 'create',
      resource: resourceName(resource),
      namespace: place,
      name,
      path: resourcePath(resource, { namespace: place }),
      query: { fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined },
      body: { ...object, kind, apiVersion },
      isRepeatable: isDeterministic || dryRun === true,
      options,
    } as const
    const { value, warnings } = await client.ask(call, () => (mayStand = true))
    return { object: value as Wire<T>, warnings, wasThere: false }
  } catch (thrown) {
    const isTaken = isRegaugeError(thrown) && thrown.code === 'KUBERNETES_OBJECT_EXISTS'
    if (!isTaken || !mayStand || !isDeterministic || name === undefined) throw thrown
    const found = await getObject(client, resource, { name, namespace: place, ...options }).catch(undefinedIfDenied)
    if (found === undefined) throw thrown
    return { object: found, warnings: [], wasThere: true }
  }
}

function undefinedIfDenied(thrown: unknown): undefined {
  if (!isRegaugeError(thrown) || thrown.code !== 'KUBERNETES_DENIED') throw thrown
}
