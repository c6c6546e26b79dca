import type { V1Job } from '@kubernetes/client-node'
import { attemptId, type LauncherContext } from '@regauge/core'
import { attemptTraces, readBundles } from '@regauge/core/remote'
import type { ApiClient } from '../api/api-client.ts'
import { listObjects } from '../api/list-objects.ts'
import { JOBS } from '../api/resources.ts'
import type { Wire } from '../api/wire.ts'
import { jobHasEnded } from '../classify/classify-job.ts'
import { podHasEnded } from '../classify/pod-state.ts'
import { type AttemptName, parseAttempts } from '../objects/attempts-annotation.ts'
import { ANNOTATIONS } from '../objects/keys.ts'
import type { PodView } from './pod-view.ts'
import { trackBundle, type TrackedBundle } from './tracked-bundle.ts'

export interface FindLiveOptions {
  readonly client: ApiClient
  readonly context: LauncherContext
  /** Of the launcher's Jobs. */
  readonly selector: string
  readonly namespace: string
  /** The launcher's pods that there are. */
  readonly pods: () => Promise<readonly PodView[]>
  readonly signal?: AbortSignal | undefined
}

/**
 * The bundles that drivers before have started and that may still run: those with a pod that has not ended, and those
 * without any whose Job may still start one. Two lists, however many there are.
 */
export async function findLive(options: FindLiveOptions): Promise<readonly TrackedBundle[]> {
  const { client, context, selector, namespace, signal } = options
  const selection = { namespace, labelSelector: selector, signal, patienceMs: Infinity }
  const { items: jobs } = await listObjects(client, JOBS, { ...selection, project: (job) => job })
  if (jobs.length === 0) return []
  const all = Map.groupBy(await options.pods(), ({ job }) => job)
  const podsOf = ({ metadata }: Wire<V1Job>) => all.get(metadata?.name ?? '') ?? []
  const open = jobs.filter((job) => !jobHasEnded(job) || podsOf(job).some(({ pod }) => !podHasEnded(pod)))
  if (open.length === 0) return []
  const { claimed } = await attemptTraces(context.store, context.run, { signal })
  const found = await Promise.all(open.map((job) => bundlesOf(job, podsOf(job), options)))
  for (const bundle of found.flat()) {
    const begun = bundle.attempts.findLastIndex(({ path, attempt }) => claimed.has(attemptId(path, attempt)))
    bundle.begun = begun + 1
  }
  return found.flat()
}

async function bundlesOf(
  job: Wire<V1Job>,
  pods: readonly PodView[],
  { context, client }: FindLiveOptions,
): Promise<readonly TrackedBundle[]> {
  const isIndexed = job.spec?.completionMode === 'Indexed'
  const all = await attemptsOf(job, context)
  const podsAt = Map.groupBy(pods, ({ index }) => index ?? 0)
  return all.flatMap((attempts, index): readonly TrackedBundle[] => {
    const own = podsAt.get(index) ?? []
    const isOver = own.length > 0 ? own.every(({ pod }) => podHasEnded(pod)) : jobHasEnded(job)
    const [first] = attempts
    if (isOver || !first) return []
    const place = {
      id: attemptId(first.path, first.attempt),
      attempts,
      job: job.metadata?.name ?? '',
      index: isIndexed ? index : undefined,
      since: Date.parse(job.metadata?.creationTimestamp ?? '') || client.now,
    }
    return [trackBundle(place)]
  })
}

/** By the Job itself, or, where it has too many for that, by the table that it was made with. */
async function attemptsOf(
  { metadata, spec }: Wire<V1Job>,
  { store }: LauncherContext,
): Promise<readonly (readonly AttemptName[])[]> {
  const { annotations = {} } = metadata ?? {}
  const told = parseAttempts(annotations[ANNOTATIONS.attempts] ?? '')
  const table = annotations[ANNOTATIONS.table]
  if (told || table === undefined) return told ?? []
  const bundles = await readBundles(store, table, spec?.completions ?? 1)
  return bundles.map(({ envelopes }) => envelopes.map(({ path, attempt }) => ({ path, attempt })))
}
