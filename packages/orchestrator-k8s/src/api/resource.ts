import type { KubernetesObject } from '@kubernetes/client-node'

declare const objectOf: unique symbol

/** A kind of object, and where the API server keeps it. */
export interface Resource<T extends KubernetesObject = KubernetesObject> {
  readonly kind: string
  /** `v1`, `batch/v1`: what stands as `apiVersion` in its objects. */
  readonly apiVersion: string
  readonly plural: string
  readonly namespaced: boolean
  /** For the compiler alone: the type of the objects. */
  readonly [objectOf]?: T
}

/** Names one object, or all of a namespace. */
export interface ResourcePlace {
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** What hangs below an object: `status`. */
  readonly subresource?: string | undefined
}

/** The path of an object, or of a list, on the API server. */
export function resourcePath(resource: Resource, { namespace, name, subresource }: ResourcePlace): string {
  const { apiVersion, plural, namespaced } = resource
  const root = apiVersion.includes('/') ? 'apis' : 'api'
  const scope = namespaced && namespace !== undefined ? ['namespaces', encodeURIComponent(namespace)] : []
  const object = name === undefined ? [] : [encodeURIComponent(name)]
  return ['', root, apiVersion, ...scope, plural, ...object, ...(subresource === undefined ? [] : [subresource])].join(
    '/',
  )
}

/** How roles and the server's own messages name a resource: `pods`, `jobs.batch`, `pods/status`. */
export function resourceName({ apiVersion, plural }: Resource, subresource?: string): string {
  const [group, version] = apiVersion.split('/')
  const named = version === undefined ? plural : `${plural}.${group}`
  return subresource === undefined ? named : `${named}/${subresource}`
}
