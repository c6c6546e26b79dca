import { mapConcurrent } from '@regauge/core/store'
import type { ApiClient } from '../api/api-client.ts'
import { deleteObject } from '../api/delete-object.ts'
import { JOBS, PODS } from '../api/resources.ts'
import type { TrackedBundle } from './tracked-bundle.ts'

/** Requests of a launcher that are under way at once. */
export const AT_ONCE = 16

/** Names of what bundles run in. */
export interface Places {
  readonly jobs: readonly string[]
  readonly pods: readonly string[]
}

/** Where bundles run that are to go: whole Jobs of which nothing else is wanted, of others the pods that there are. */
export function placesOf(bundles: readonly TrackedBundle[], all: readonly TrackedBundle[]): Places {
  const wanted = new Set(all.flatMap(({ stopping, job }) => (stopping ? [] : [job])))
  const shared = bundles.filter(({ job }) => wanted.has(job))
  return {
    jobs: [...new Set(bundles.flatMap(({ job }) => (wanted.has(job) ? [] : [job])))],
    pods: shared.flatMap(({ pods }) => [...pods.values()].flatMap(({ name, gone }) => (gone ? [] : [name]))),
  }
}

/** Deletes places, as long as that takes. One that is gone already is no mistake. */
export async function removePlaces(
  client: ApiClient,
  { jobs, pods }: Places,
  { namespace, signal }: { readonly namespace: string; readonly signal: AbortSignal },
): Promise<void> {
  const options = { namespace, patienceMs: Infinity, signal }
  await mapConcurrent(jobs, AT_ONCE, (name) => deleteObject(client, JOBS, { name, ...options }))
  await mapConcurrent(pods, AT_ONCE, (name) => deleteObject(client, PODS, { name, ...options }))
}
