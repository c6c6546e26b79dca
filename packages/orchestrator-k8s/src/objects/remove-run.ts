import type { ApiCallOptions } from '../api/api-call.ts'
import type { ApiClient } from '../api/api-client.ts'
import { deleteObject } from '../api/delete-object.ts'
import { CONFIG_MAPS } from '../api/resources.ts'

/** The ConfigMap of a run, by its name in a namespace. */
export interface RunObject extends ApiCallOptions {
  readonly namespace: string
  readonly name: string
}

/** Deletes the ConfigMap that owns all objects of a run, which the cluster deletes soon after. */
export async function removeRun(client: ApiClient, run: RunObject): Promise<void> {
  await deleteObject(client, CONFIG_MAPS, { ...run, propagationPolicy: 'Background' })
}
