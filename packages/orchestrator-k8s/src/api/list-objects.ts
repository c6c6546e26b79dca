import type { KubernetesObject } from '@kubernetes/client-node'
import { isRegaugeError } from '@regauge/core/errors'
import type { ApiCallOptions } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { placeOf } from './get-object.ts'
import { readList, type ListPage } from './read-list.ts'
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
  const { kind, apiVersion } = resource
  // The server answers a path with its own kind of object; items of a list do not say which.
  const keep = (item: unknown) => project({ ...(item as Wire<T>), kind, apiVersion })
  const items: P[] = []
  for (let next: string | undefined; ;) {
    const query = { limit: pageSize || undefined, continue: next, labelSelector, fieldSelector }
    const { value } = await client.ask({ ...call, query, read: (body) => readList(body, keep), options })
    const page = value as ListPage<P>
    for (const item of page.items) items.push(item)
    if (page.next === undefined) return { items, resourceVersion: page.resourceVersion }
    next = page.next
  }
}
