import type { ApiCallOptions } from './api-call.ts'
import type { ApiClient } from './api-client.ts'
import { deleteObjects, type DeletionOptions } from './delete-object.ts'
import { listObjects, type Selection } from './list-objects.ts'
import { pause } from './pause.ts'
import { resourceName, type Resource } from './resource.ts'

/** What to delete, and what to see gone. */
export interface SweepObjectsOptions extends Selection, DeletionOptions, ApiCallOptions {
  /** Of these, everything that is selected is deleted. */
  readonly remove: readonly Resource[]
  /** Of these, nothing that is selected may be left, e.g. the pods of deleted Jobs. */
  readonly until: readonly Resource[]
  /** How long to wait for that. Milliseconds. */
  readonly withinMs: number
  /** Between two looks. Milliseconds. @default 1000 */
  readonly pauseMs?: number
}

/**
 * Deletes, and sees that nothing is left; also of what requests have created whose answers were lost, since each look
 * comes after another deletion. Creations of the caller's own have to have ended before. Gives what is left when the time
 * is up, as `pods/x`; nothing, usually.
 */
export async function sweepObjects(client: ApiClient, options: SweepObjectsOptions): Promise<readonly string[]> {
  const { remove, until, withinMs, pauseMs = 1000, propagationPolicy, gracePeriodSeconds, ...selected } = options
  const endsAt = performance.now() + withinMs
  const deletion = { ...selected, gracePeriodSeconds, ...(propagationPolicy && { propagationPolicy }) }
  for (;;) {
    for (const resource of remove) await deleteObjects(client, resource, deletion)
    const left = await Promise.all(until.map((resource) => namesOf(client, resource, selected)))
    if (left.flat().length === 0 || performance.now() + pauseMs > endsAt) return left.flat()
    await pause(pauseMs, options.signal)
  }
}

async function namesOf(client: ApiClient, resource: Resource, selected: Selection & ApiCallOptions) {
  const project = (object: { metadata?: { name?: string } }) =>
    `${resourceName(resource)}/${object.metadata?.name ?? ''}`
  return (await listObjects(client, resource, { ...selected, project })).items
}
