import type { V1CronJob } from '@kubernetes/client-node'
import type { ApiClient } from '../api/api-client.ts'
import type { Wire } from '../api/wire.ts'
import type { Deadlines } from '../config.ts'
import { isWorthTelling } from '../launcher/is-worth-telling.ts'
import { lookAtJob } from '../launcher/look-at-job.ts'

/** The name of the Job that a CronJob has started last, of those that have not ended; undefined where all have. */
export function newestJobOf({ status }: Wire<V1CronJob>): string | undefined {
  // The controller adds a Job at the end.
  return status?.active?.at(-1)?.name
}

/** How a Job is looked at. */
export interface LookOptions {
  readonly namespace: string
  readonly deadlines: Deadlines
  readonly signal: AbortSignal | undefined
}

/** What keeps the driver of a Job from beginning, in the cluster's words; undefined where it is at work, or has ended. */
export async function whatHolds(client: ApiClient, name: string, options: LookOptions): Promise<string | undefined> {
  const seen = await lookAtJob(client, { name, ...options, isRestarted: true })
  if (!seen) return undefined
  const { verdict } = seen
  if (verdict.kind === 'waiting') {
    return isWorthTelling(verdict, { now: client.now, deadlines: options.deadlines }) ? verdict.reason : undefined
  }
  return verdict.kind === 'failed' && verdict.remains !== 'nothing' ? verdict.failure.message : undefined
}
