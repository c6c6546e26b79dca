import type { CoreV1Event, V1Job } from '@kubernetes/client-node'
import type { ApiClient } from '../api/api-client.ts'
import { listEvents } from '../api/list-events.ts'
import { listObjects } from '../api/list-objects.ts'
import { listWarnings } from '../api/list-warnings.ts'
import { JOBS } from '../api/resources.ts'
import type { Wire } from '../api/wire.ts'
import type { Deadlines } from '../config.ts'
import type { TrackedBundle } from './tracked-bundle.ts'

/** What was found beside the pods, which are watched. */
export interface Surroundings {
  /** Warnings, and what tells of images that are pulled, by the uid of what they are about. */
  readonly events: ReadonlyMap<string, readonly Wire<CoreV1Event>[]>
  /** By name. */
  readonly jobs: ReadonlyMap<string, Wire<V1Job> | 'gone'>
  /** When somebody last looked, in milliseconds of this process's own clock. */
  readonly at: number
}

/** Nobody has looked yet. */
export const UNSEEN: Surroundings = { events: new Map(), jobs: new Map(), at: -Infinity }

export interface LookAroundPlace {
  readonly client: ApiClient
  readonly namespace: string
  /** Of the Jobs. */
  readonly selector: string
  readonly deadlines: Deadlines
}

export interface LookAroundOptions {
  readonly bundles: readonly TrackedBundle[]
  /** What was found before. */
  readonly known: Surroundings
  readonly signal: AbortSignal
}

/** A bundle that has waited for this part of its deadline is worth a look, which then is good for as long again. */
const PART = 1 / 10

/**
 * Looks for why bundles wait: at the Jobs of those that have no pod, and at warnings about those whose pods do not start.
 * Four lists at most, each of which costs the server as much as there is to list, and none as long as all is well.
 */
export async function lookAround(place: LookAroundPlace, options: LookAroundOptions): Promise<Surroundings> {
  const { client, namespace, selector, deadlines } = place
  const { bundles, known, signal } = options
  const waited = (bundle: TrackedBundle) => client.now - bundle.since
  const podless = bundles.filter(({ pods }) => pods.size === 0)
  const unmade = podless.some((bundle) => bundle.stopping || waited(bundle) > deadlines.noPod * PART)
  const stuck = bundles.some((bundle) => {
    const { before } = bundle
    return before?.kind === 'waiting' && before.cause !== 'settling' && waited(bundle) > deadlines.warning * PART
  })
  if (!unmade && !stuck) return known
  const goodFor = Math.min(deadlines.noPod, deadlines.warning) * PART
  // Whoever cancels is not to wait for what may never come.
  const hurried = podless.some(({ stopping }) => stopping)
  if (!hurried && performance.now() - known.at < goodFor) return known
  const jobs = unmade ? await jobsOf({ client, namespace, selector }, bundles, signal) : known.jobs
  const starts = stuck && bundles.some(({ before }) => before?.kind === 'waiting' && before.cause === 'start')
  const events = await eventsBy({ client, namespace, starts }, signal)
  return { jobs, events, at: performance.now() }
}

async function jobsOf(
  { client, namespace, selector }: Pick<LookAroundPlace, 'client' | 'namespace' | 'selector'>,
  bundles: readonly TrackedBundle[],
  signal: AbortSignal,
): Promise<Surroundings['jobs']> {
  const { items } = await listObjects(client, JOBS, { namespace, labelSelector: selector, project: stateOf, signal })
  const there = new Map(items.map((job) => [job.metadata?.name ?? '', job]))
  return new Map(bundles.map(({ job }) => [job, there.get(job) ?? 'gone']))
}

/** As much of a Job as its state is read from. */
function stateOf({ metadata = {}, spec, status = {} }: Wire<V1Job>): Wire<V1Job> {
  const { suspend, completionMode, template } = spec!
  const told = { ...(suspend !== undefined && { suspend }), ...(completionMode !== undefined && { completionMode }) }
  return { metadata, spec: { template, ...told }, status }
}

interface EventsPlace extends Pick<LookAroundPlace, 'client' | 'namespace'> {
  /** Some pods have a node that prepares them, so that it may be pulling their images. */
  readonly starts: boolean
}

async function eventsBy(
  { client, namespace, starts }: EventsPlace,
  signal: AbortSignal,
): Promise<Surroundings['events']> {
  const warnings = await listWarnings(client, { namespace, signal })
  const pulling = starts ? await listEvents(client, { namespace, where: 'reason=Pulling', signal }) : []
  const pulled = pulling.length > 0 ? await listEvents(client, { namespace, where: 'reason=Pulled', signal }) : []
  return Map.groupBy([...warnings, ...pulling, ...pulled], ({ involvedObject }) => involvedObject.uid ?? '')
}
