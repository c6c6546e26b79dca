import type { KubernetesObject } from '@kubernetes/client-node'
import type { ApiClient } from './api-client.ts'
import { placeOf } from './get-object.ts'
import type { Selection } from './list-objects.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'
import { toStatus, type ServerStatus } from './server-status.ts'
import { splitLines } from './split-lines.ts'
import type { Wire } from './wire.ts'
import { within } from './within.ts'

/** Where a watch begins, and when it is taken for dead. */
export interface WatchObjectsOptions extends Selection {
  readonly resourceVersion: string
  readonly signal: AbortSignal
  /** After this the server ends the watch of its own accord. Seconds. */
  readonly timeoutSeconds: number
  /** The longest silence. A server that lives sends a bookmark about once a minute. Milliseconds. */
  readonly silenceMs: number
}

/** What a watch brings. */
export type WatchEvent<T> =
  /** The first: the server has allowed the watch. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'changed' | 'deleted'; readonly object: Wire<T> }
  /** Nothing happened up to this version. */
  | { readonly kind: 'bookmark'; readonly resourceVersion: string }
  /** The server cannot go on, e.g. because it does not know the version any more (410). */
  | { readonly kind: 'failed'; readonly status: ServerStatus }

/** Larger than any object that the server keeps. */
const LONGEST_LINE = 16 * 1024 * 1024

/**
 * One watch: what happens from a version on, until the server ends it. Throws where it breaks: the connection is lost, is
 * silent, or brings something else than the lines of a watch.
 */
export async function* watchObjects<T extends KubernetesObject>(
  client: ApiClient,
  resource: Resource<T>,
  { signal, silenceMs, resourceVersion, timeoutSeconds, labelSelector, fieldSelector, namespace }: WatchObjectsOptions,
): AsyncGenerator<WatchEvent<T>> {
  const place = placeOf(client, resource, { namespace })
  using stream = await client.open({
    verb: 'watch',
    resource: resourceName(resource),
    ...place,
    path: resourcePath(resource, place),
    query: { watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds, labelSelector, fieldSelector },
    options: { signal },
  })
  yield { kind: 'begun' }
  const lines = splitLines(stream.body, { longest: LONGEST_LINE })
  const silence = () => stream.body.destroy(new Error(`nothing came for ${silenceMs / 1000} s`))
  // By the line and not by the byte, for a peer that sends a byte now and then is as good as silent.
  for await (const line of within(lines, silenceMs, silence)) yield toEvent<T>(line)
}

function toEvent<T>(line: string): WatchEvent<T> {
  const { type, object } = parseLine(line)
  const version = object.metadata?.resourceVersion
  if (type === 'ERROR') return { kind: 'failed', status: toStatus(object, 500) ?? UNTOLD }
  if (version === undefined) throw new Error('a line of the watch holds no object')
  if (type === 'BOOKMARK') return { kind: 'bookmark', resourceVersion: version }
  // The server answers a path with its own kind of object.
  if (type === 'DELETED') return { kind: 'deleted', object: object as Wire<T> }
  if (type === 'ADDED' || type === 'MODIFIED') return { kind: 'changed', object: object as Wire<T> }
  throw new Error('a line of the watch has an unknown type')
}

const UNTOLD: ServerStatus = { code: 500, reason: '', message: 'the watch failed', causes: [] }

interface WatchLine {
  readonly type: string
  readonly object: { readonly metadata?: { readonly resourceVersion?: string } }
}

/** The parser's own message would show a part of the object. */
function parseLine(line: string): WatchLine {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    throw new Error('a line of the watch is no JSON')
  }
  const { type, object } = (parsed ?? {}) as Partial<WatchLine>
  if (typeof type === 'string' && typeof object === 'object' && object !== null) return { type, object }
  throw new Error('a line of the watch is no event')
}
