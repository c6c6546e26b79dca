import type { KubernetesObject } from '@kubernetes/client-node'
import { isRegaugeError, RegaugeError } from '@regauge/core/errors'
import type { ApiCallOptions } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { placeOf } from './get-object.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'
import type { Wire } from './wire.ts'

/** Which objects of a namespace. */
export interface Selection {
  /** @default that of the connection */
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
}

/** What a list takes beside its selection. */
export interface ListObjectsOptions<T, P> extends Selection, ApiCallOptions {
  /** What to keep of each object; a page is forgotten when it has been seen. */
  readonly project: (object: Wire<T>) => P
  /** Objects a request. @default 500 */
  readonly pageSize?: number
}

/** All objects at one moment. */
export interface ObjectList<P> {
  readonly items: readonly P[]
  /** The moment, to watch from. */
  readonly resourceVersion: string
}

/** The most pages that a list is asked for before it is asked for whole: it then changes faster than it is read. */
const RESTARTS = 2

/** The objects of a selection, read page by page. */
export async function listObjects<T extends KubernetesObject, P>(
  client: ApiClient,
  resource: Resource<T>,
  options: ListObjectsOptions<T, P>,
): Promise<ObjectList<P>> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await listFrom(client, resource, restarts < RESTARTS ? options : { ...options, pageSize: 0 })
    } catch (thrown) {
      // The next page of a list can be had for some minutes only.
      const isExpired = isRegaugeError(thrown) && thrown.code === 'KUBERNETES_VERSION_EXPIRED'
      if (!isExpired || restarts === RESTARTS) throw thrown
    }
  }
}

interface Page<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string }
  readonly items: readonly Wire<T>[] | null
}

async function listFrom<T extends KubernetesObject, P>(
  client: ApiClient,
  resource: Resource<T>,
  { project, pageSize = 500, labelSelector, fieldSelector, namespace, ...options }: ListObjectsOptions<T, P>,
): Promise<ObjectList<P>> {
  const place = placeOf(client, resource, { namespace })
  const call = {
    verb: 'list',
    resource: resourceName(resource),
    path: resourcePath(resource, place),
    ...place,
  } as const
  const items: P[] = []
  for (let next: string | undefined; ;) {
    const query = { limit: pageSize || undefined, continue: next, labelSelector, fieldSelector }
    const { value } = await client.ask({ ...call, query, options })
    const { metadata, items: found } = parsePage<T>(value, call)
    // Items of a list do not say what they are.
    const { kind, apiVersion } = resource
    for (const item of found ?? []) items.push(project({ ...item, kind, apiVersion }))
    if (!metadata.continue) return { items, resourceVersion: metadata.resourceVersion }
    next = metadata.continue
  }
}

function parsePage<T>(value: unknown, { path }: { readonly path: string }): Page<T> {
  if (typeof value === 'object' && value !== null && 'metadata' in value && 'items' in value) return value as Page<T>
  throw new RegaugeError('KUBERNETES_UNSUITABLE', {
    message: `The API server answered "${path}" with something else than a list.`,
    hint: 'Look for a proxy on the way that changes answers.',
    details: { path },
  })
}
