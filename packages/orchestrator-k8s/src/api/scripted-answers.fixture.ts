import type { GivenObject, ScriptedObjects } from './scripted-objects.fixture.ts'
import type { ScriptedRequest } from './scripted-request.fixture.ts'
import type { StoredObject } from './scripted-selector.fixture.ts'

/** A status of HTTP, and what is said with it. */
export type PlainAnswer = readonly [status: number, value: unknown]

/** What the scripted server knows beside its objects. */
export interface ScriptedWorld {
  readonly objects: ScriptedObjects
  /** Namespaces that exist. */
  readonly namespaces: readonly string[]
  /** `v1.34.4`. */
  readonly version: string
  /** The rest of lists that were given in part, by the token for it. */
  readonly pages: Map<string, { readonly version: string; readonly rest: readonly StoredObject[] }>
}

/** A refusal as the API server words it. */
export function refusalOf(
  status: number,
  reason: string,
  { message = 'It is in the script.', ...details }: { readonly message?: string; readonly [key: string]: unknown } = {},
): PlainAnswer {
  return [status, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status, reason, message, details }]
}

/** Does what is asked, and answers as the API server would. */
export function plainAnswer(world: ScriptedWorld, request: ScriptedRequest): PlainAnswer {
  const { objects } = world
  const { verb, resource, name, namespace } = request
  if (resource === 'version') {
    const [major, minor] = world.version.slice(1).split('.')
    return [200, { major, minor, gitVersion: world.version }]
  }
  if (verb === 'list') return listed(world, request)
  if (verb === 'deletecollection') return deletedAll(objects, request)
  if (verb === 'create') return created(world, request)
  const found = objects.find(resource, name!, namespace)
  if (found === undefined) {
    const message = `${resource} "${name!}" not found`
    return refusalOf(404, 'NotFound', { message, kind: resource, name })
  }
  if (verb === 'patch') return [200, objects.patch(resource, { name: name!, namespace }, request.body as object)]
  if (verb === 'get') return [200, found]
  // What is left is a deletion.
  return deleted(objects, request, found)
}

function listed({ objects, pages }: ScriptedWorld, { resource, namespace, query }: ScriptedRequest): PlainAnswer {
  const token = query.get('continue')
  const page = token === null ? undefined : pages.get(token)
  if (token !== null && page === undefined) return refusalOf(410, 'Expired', { message: 'The token is too old.' })
  const selection = {
    namespace,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  }
  const version = page?.version ?? String(objects.version)
  const all = page?.rest ?? objects.select(resource, selection)
  const limit = Number(query.get('limit') ?? all.length) || all.length
  const rest = all.slice(limit)
  const next = rest.length === 0 ? undefined : crypto.randomUUID()
  if (next !== undefined) pages.set(next, { version, rest })
  const metadata = { resourceVersion: version, ...(next !== undefined && { continue: next }) }
  return [200, { kind: 'List', apiVersion: 'v1', metadata, items: all.slice(0, limit) }]
}

function created({ objects, namespaces }: ScriptedWorld, request: ScriptedRequest): PlainAnswer {
  const { resource, namespace, query } = request
  const given = request.body as GivenObject
  if (resource === 'selfsubjectaccessreviews') return [201, { ...given, status: { allowed: true } }]
  if (namespace !== undefined && !namespaces.includes(namespace)) {
    const message = `namespaces "${namespace}" not found`
    return refusalOf(404, 'NotFound', { message, kind: 'namespaces', name: namespace })
  }
  const name = given.metadata?.name
  if (name !== undefined && objects.find(resource, name, namespace)) {
    const message = `${resource} "${name}" already exists`
    return refusalOf(409, 'AlreadyExists', { message, kind: resource, name })
  }
  const isDry = query.get('dryRun') === 'All'
  return [201, isDry ? objects.complete(given, namespace) : objects.put(resource, given, namespace)]
}

interface DeleteOptions {
  readonly propagationPolicy?: string
  readonly gracePeriodSeconds?: number
  readonly preconditions?: { readonly uid?: string }
}

function deleted(objects: ScriptedObjects, { resource, body }: ScriptedRequest, found: StoredObject): PlainAnswer {
  const { propagationPolicy, gracePeriodSeconds, preconditions } = (body ?? {}) as DeleteOptions
  if (preconditions?.uid !== undefined && preconditions.uid !== found.metadata.uid) {
    return refusalOf(409, 'Conflict', { message: 'the UID in the precondition does not match' })
  }
  objects.delete(resource, found, { orphans: propagationPolicy === 'Orphan', isNow: gracePeriodSeconds === 0 })
  return [200, found]
}

function deletedAll(objects: ScriptedObjects, request: ScriptedRequest): PlainAnswer {
  const { resource, namespace, query } = request
  const found = objects.select(resource, { namespace, labelSelector: query.get('labelSelector') ?? undefined })
  for (const object of found) deleted(objects, request, object)
  return [200, { kind: 'List', apiVersion: 'v1', metadata: {}, items: found }]
}
