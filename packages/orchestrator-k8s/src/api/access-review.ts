import type { ApiCallOptions, ApiVerb } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { createObject } from './create-object.ts'
import type { Resource } from './resource.ts'
import { SELF_SUBJECT_ACCESS_REVIEWS } from './resources.ts'

/** What one would do. */
export interface AccessQuestion {
  readonly verb: ApiVerb
  readonly resource: Resource
  readonly subresource?: string
  /** @default that of the connection */
  readonly namespace?: string
}

/** Whether one may. */
export interface AccessAnswer {
  readonly allowed: boolean
  /** Why, where the server says so. */
  readonly reason?: string | undefined
}

/** Asks the API server whether whoever asks may do something, without doing it. */
export async function reviewAccess(
  client: ApiClient,
  { verb, resource, subresource, namespace = client.connection.namespace }: AccessQuestion,
  options: ApiCallOptions = {},
): Promise<AccessAnswer> {
  const [group, version] = resource.apiVersion.split('/')
  const resourceAttributes = {
    verb,
    group: version === undefined ? '' : group!,
    resource: resource.plural,
    ...(subresource !== undefined && { subresource }),
    ...(resource.namespaced && { namespace }),
  }
  const object = { spec: { resourceAttributes } }
  const { object: review } = await createObject(client, SELF_SUBJECT_ACCESS_REVIEWS, { object, ...options })
  return { allowed: review.status?.allowed === true, reason: review.status?.reason }
}
