import type { KubernetesObject } from '@kubernetes/client-node'
import { isRegaugeError, type RegaugeError } from '@regauge/core/errors'
import type { ApiClient } from './api-client.ts'
import { openDeadline } from './deadline.ts'
import { createEndurance, type Endurance } from './endurance.ts'
import { createKnownObjects, type KnownObjects, type ObjectChange, type SeenObject } from './known-objects.ts'
import { refusal, unreachable } from './kubernetes-error.ts'
import { placeOf } from './get-object.ts'
import { listObjects, type Selection } from './list-objects.ts'
import { resourceName, resourcePath, type Resource } from './resource.ts'
import { watchObjects } from './watch-objects.ts'
import type { Wire } from './wire.ts'

/** How long things take. Milliseconds; of a pair, a time between the two is drawn. */
export interface FollowTimings {
  /** The longest silence of a watch. A server that lives sends a bookmark about once a minute. */
  readonly silenceMs: number
  /** When all is listed again, whatever the watch says. */
  readonly relistMs: readonly [number, number]
  /** When the server ends a watch, so that its clients spread over its replicas. Whole seconds. */
  readonly watchMs: readonly [number, number]
  /** How long a server may refuse what it has allowed, as it does while it starts. */
  readonly refusalMs: number
}

const TIMINGS: FollowTimings = {
  silenceMs: 90_000,
  relistMs: [120_000, 300_000],
  watchMs: [240_000, 480_000],
  refusalMs: 60_000,
}

/** What to follow, and what to keep of it. */
export interface FollowObjectsOptions<T, P> extends Selection {
  /** What to keep of an object: it is held as long as the object is there. */
  readonly project: (object: Wire<T>) => P
  readonly signal: AbortSignal
  readonly timings?: Partial<FollowTimings>
  /** Hears of each failure that is borne: the server is away, a watch broke. */
  readonly onTrouble?: ((error: RegaugeError) => void) | undefined
}

/** What is told: what became of an object, or that all that was there at one moment has been told. */
export type Change<P> = ObjectChange<P> | { readonly kind: 'synced' }

/** Watches in a row that bring nothing before all is listed again, in case that the server stumbles over one version. */
const FRUITLESS_WATCHES = 3

/** A watch that ends sooner, without a word, has not been one. */
const BRIEF_MS = 1000

/**
 * Everything that becomes of the objects of a selection, until the signal aborts. Level-triggered: states between two may
 * be left out, the last one never is. Objects that went unseen are told as deleted, and what has not changed is not told
 * again. It outlives a server that is away, however long. Throws where it cannot begin, and where the server takes
 * permissions back for good.
 */
export async function* followObjects<T extends KubernetesObject, P>(
  client: ApiClient,
  resource: Resource<T>,
  options: FollowObjectsOptions<T, P>,
): AsyncGenerator<Change<P>> {
  const following = openFollowing(client, resource, options)
  let list = await listFirst(following)
  while (list !== undefined) {
    yield* following.known.learn(list.items)
    yield { kind: 'synced' }
    yield* watchUntilRelist(following, list.resourceVersion)
    list = await listAgain(following)
  }
}

interface Following<T extends KubernetesObject, P> {
  readonly client: ApiClient
  readonly resource: Resource<T>
  readonly options: FollowObjectsOptions<T, P>
  readonly timings: FollowTimings
  readonly known: KnownObjects<T, P>
  readonly listing: Endurance
  readonly watching: Endurance
  readonly see: (object: Wire<T>) => SeenObject<P>
}

function openFollowing<T extends KubernetesObject, P>(
  client: ApiClient,
  resource: Resource<T>,
  options: FollowObjectsOptions<T, P>,
): Following<T, P> {
  const timings = { ...TIMINGS, ...options.timings }
  const { random, timings: pauses } = client
  const endurance = { ...pauses, refusalMs: timings.refusalMs, random, onTrouble: options.onTrouble }
  const see = (object: Wire<T>) => {
    // Every object that a server keeps has both.
    const { uid, resourceVersion } = object.metadata as { uid: string; resourceVersion: string }
    return { uid, resourceVersion, object: options.project(object) }
  }
  return {
    client,
    resource,
    options,
    timings,
    see,
    known: createKnownObjects((event) => see(event.object)),
    listing: createEndurance(endurance),
    watching: createEndurance(endurance),
  }
}

/** Whatever fails now is for the caller to know. Undefined where the signal has aborted. */
async function listFirst<T extends KubernetesObject, P>(following: Following<T, P>) {
  const { signal } = following.options
  try {
    return await listAll(following)
  } catch (thrown) {
    if (signal.aborted) return undefined
    throw thrown
  }
}

/** Undefined where the signal has aborted. */
async function listAgain<T extends KubernetesObject, P>(following: Following<T, P>) {
  const { listing, options } = following
  for (;;) {
    if (options.signal.aborted) return undefined
    try {
      return await listAll(following)
    } catch (thrown) {
      if (!options.signal.aborted) await listing.bear(unreachable(asked(following), thrown), options.signal)
    }
  }
}

async function listAll<T extends KubernetesObject, P>({ client, resource, options, see, listing }: Following<T, P>) {
  const { namespace, labelSelector, fieldSelector, signal } = options
  const list = await listObjects(client, resource, { namespace, labelSelector, fieldSelector, signal, project: see })
  listing.succeed()
  return list
}

/** Ends when all should be listed again. */
async function* watchUntilRelist<T extends KubernetesObject, P>(
  following: Following<T, P>,
  listed: string,
): AsyncGenerator<ObjectChange<P>> {
  const { client, resource, options, timings, known, watching } = following
  const { namespace, labelSelector, fieldSelector, signal } = options
  const limit = { ms: between(timings.relistMs, client.random), expired: () => new Error('all is listed again') }
  using due = openDeadline([signal], limit)
  let resourceVersion = listed
  let fruitless = 0
  while (fruitless < FRUITLESS_WATCHES && !due.signal.aborted) {
    fruitless += 1
    const beganAt = performance.now()
    const timeoutSeconds = Math.max(1, Math.round(between(timings.watchMs, client.random) / 1000))
    const watch = { namespace, labelSelector, fieldSelector, resourceVersion, timeoutSeconds, signal: due.signal }
    try {
      for await (const event of watchObjects(client, resource, { ...watch, silenceMs: timings.silenceMs })) {
        if (event.kind === 'failed') throw refusal(asked(following), event.status)
        if (event.kind === 'begun') {
          watching.begin()
          continue
        }
        watching.succeed()
        fruitless = 0
        if (event.kind === 'bookmark') resourceVersion = event.resourceVersion
        else {
          resourceVersion = event.object.metadata?.resourceVersion ?? resourceVersion
          const change = known.learnOf(event)
          if (change !== undefined) yield change
        }
      }
      if (fruitless > 0 && performance.now() - beganAt < BRIEF_MS) throw new Error('the watch ended at once')
    } catch (thrown) {
      if (due.signal.aborted) return
      await watching.bear(unreachable(asked(following), thrown), due.signal)
      if (isRegaugeError(thrown) && thrown.code === 'KUBERNETES_VERSION_EXPIRED') return
    }
  }
}

/** For messages. */
function asked<T extends KubernetesObject, P>({ client, resource, options }: Following<T, P>) {
  const place = placeOf(client, resource, { namespace: options.namespace })
  const path = resourcePath(resource, place)
  const call = { verb: 'watch', resource: resourceName(resource), ...place, path, options: {} } as const
  return { call, server: client.connection.server }
}

function between([least, most]: readonly [number, number], random: () => number): number {
  return least + random() * (most - least)
}
