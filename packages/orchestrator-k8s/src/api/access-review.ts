import type { ApiCallOptions, ApiVerb } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { createObject } from './create-object.ts'
import type { Resource } from './resource.ts'
import { LOCAL_SUBJECT_ACCESS_REVIEWS, SELF_SUBJECT_ACCESS_REVIEWS } from './resources.ts'

/** What one would do. */
export interface AccessQuestion {
  readonly verb: ApiVerb
  readonly resource: Resource
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
  question: AccessQuestion,
  options: ApiCallOptions = {},
): Promise<AccessAnswer> {
  const object = { spec: { resourceAttributes: attributesOf(client, question) } }
  const { object: review } = await createObject(client, SELF_SUBJECT_ACCESS_REVIEWS, { object, ...options })
  return { allowed: review.status?.allowed === true, reason: review.status?.reason }
}

/**
 * The same for a service account of the namespace that the question is about. Throws `KUBERNETES_DENIED` where whoever asks
 * may not ask about others.
 */
export async function reviewAccessOf(
  client: ApiClient,
  account: string,
  { question, ...options }: ApiCallOptions & { readonly question: AccessQuestion },
): Promise<AccessAnswer> {
  const { namespace = client.connection.namespace } = question
  const accounts = 'system:serviceaccounts'
  const object = {
    metadata: { namespace },
    spec: {
      user: `system:serviceaccount:${namespace}:${account}`,
      groups: [accounts, `${accounts}:${namespace}`, 'system:authenticated'],
      resourceAttributes: attributesOf(client, question),
    },
  }
  const { object: review } = await createObject(client, LOCAL_SUBJECT_ACCESS_REVIEWS, { object, ...options })
  return { allowed: review.status?.allowed === true, reason: review.status?.reason }
}

function attributesOf(client: ApiClient, { verb, resource, namespace = client.connection.namespace }: AccessQuestion) {
  const [group, version] = resource.apiVersion.split('/')
  return {
    verb,
    group: version === undefined ? '' : group!,
    resource: resource.plural,
    ...(resource.namespaced && { namespace }),
  }
}
