import type { IncomingHttpHeaders } from 'node:http'

/** One request to the scripted server. */
export interface ScriptedRequest {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete' | 'deletecollection'
  /** Of its kind of object; empty for the core. */
  readonly group: string
  /** The plural, e.g. `pods`; `version` for the server's own. */
  readonly resource: string
  readonly subresource?: string | undefined
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** How many requests of this verb to this resource there were, with this one. */
  readonly count: number
  /** Of JSON. */
  readonly body: unknown
}

/** What happens to one request instead of a plain answer. */
export type Fault =
  /** It is refused, and has no effect. */
  | {
      readonly status: number
      readonly reason?: string
      readonly message?: string
      readonly retryAfter?: number
      readonly causes?: readonly { readonly reason?: string; readonly field?: string; readonly message?: string }[]
    }
  /** It has no effect, and the connection breaks. */
  | 'reset'
  /** It takes effect, and the connection breaks before the answer. */
  | 'lost answer'
  /** It takes effect, and nothing is ever answered. Of a watch: it begins, and then there is nothing. */
  | 'silent'
  /** The answer breaks off in its middle; of a watch: in the middle of its first line. */
  | 'cut'
  /** The answer comes byte by byte, with pauses, for ever. */
  | 'slow loris'
  /** The answer is something else than JSON; of a watch: a line between others. */
  | 'invalid json'
  /** The answer is packed, and ends too soon. */
  | 'truncated gzip'
  /** It is answered when this has settled. */
  | { readonly after: Promise<unknown> }
  /** It is answered with these `Warning` headers. */
  | { readonly warnings: readonly string[] }
  /** Of a watch: it ends with an `ERROR` event of this status. */
  | { readonly event: number }

const VERBS: Readonly<Record<string, ScriptedRequest['verb']>> = {
  GET: 'get',
  POST: 'create',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** Which resource a request is about. */
export function parseRequest(method: string, url: string): Omit<ScriptedRequest, 'count' | 'headers' | 'body'> {
  const { pathname, searchParams: query } = new URL(url, 'http://localhost')
  const [root, ...rest] = pathname.split('/').slice(1).map(decodeURIComponent)
  const parts = root === 'api' ? rest.slice(1) : rest.slice(2)
  const isInNamespace = parts[0] === 'namespaces' && parts.length > 2
  const [resource = root!, name, subresource] = isInNamespace ? parts.slice(2) : parts
  const namespace = isInNamespace ? parts[1] : undefined
  const verb = VERBS[method]!
  const group = root === 'apis' ? rest[0]! : ''
  const request = { group, resource, name, subresource, namespace, query }
  if (name !== undefined || verb === 'create' || root === 'version') return { verb, ...request }
  if (verb === 'delete') return { verb: 'deletecollection', ...request }
  return { verb: query.get('watch') === 'true' ? 'watch' : 'list', ...request }
}
