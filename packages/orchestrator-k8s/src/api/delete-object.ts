import { isRegaugeError } from '@regauge/core/errors'
import type { ApiClient } from './api-client.ts'
import { placeOf, type ObjectOptions } from './get-object.ts'
import type { Selection } from './list-objects.ts'
import type { ApiCallOptions } from './api-call.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'

/** How things go. */
export interface DeletionOptions {
  /** What becomes of the objects that it owns. @default Background: the cluster deletes them soon after */
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  /** Absent: what the object says. 0: at once, without waiting for the node. */
  readonly gracePeriodSeconds?: number | undefined
}

/** Which object goes, and how. */
export interface DeleteObjectOptions extends ObjectOptions, DeletionOptions {
  /** Fails with `KUBERNETES_CONFLICT` where the object is another one by now. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
}

/**
 * Asks for an object to go. Asked again after a lost answer, since names are used for one thing only. False where there
 * is none of that name. It may be there for its grace period yet.
 */
export async function deleteObject(
  client: ApiClient,
  resource: Resource,
  { name, namespace, propagationPolicy, gracePeriodSeconds, preconditions, ...options }: DeleteObjectOptions,
): Promise<boolean> {
  const place = placeOf(client, resource, { name, namespace })
  try {
    await client.ask({
      verb: 'delete',
      resource: resourceName(resource),
      ...place,
      path: resourcePath(resource, place),
      body: deletion({ propagationPolicy, gracePeriodSeconds }, preconditions),
      isRepeatable: true,
      options,
    })
    return true
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'KUBERNETES_OBJECT_NOT_FOUND') return false
    throw thrown
  }
}

/** Asks for all objects of a selection to go, in one request. They may be there for their grace periods yet. */
export async function deleteObjects(
  client: ApiClient,
  resource: Resource,
  options: Selection & DeletionOptions & ApiCallOptions,
): Promise<void> {
  const { namespace, labelSelector, fieldSelector, ...rest } = options
  const place = placeOf(client, resource, { namespace })
  await client.ask({
    verb: 'deletecollection',
    resource: resourceName(resource),
    ...place,
    path: resourcePath(resource, place),
    query: { labelSelector, fieldSelector },
    body: deletion(rest),
    isRepeatable: true,
    options: rest,
  })
}

function deletion(options: Partial<Record<keyof DeletionOptions, unknown>>, preconditions?: object): object {
  const { propagationPolicy = 'Background', gracePeriodSeconds } = options
  return { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, gracePeriodSeconds, preconditions }
}
