import type { Failure } from '../errors/failure.ts'
import type { ArtifactRef } from './artifact-ref.ts'

/**
 * What an attempt left: `steps/<path>@<n>.outcome.json`, put if absent. Whoever writes it first decides the attempt:
 * its supervisor, or a driver that gives the attempt up.
 */
export interface OutcomeRecord {
  readonly schema: 'regauge.outcome/1'
  readonly run: string
  readonly path: string
  readonly attempt: number
  /** The epoch of the driver that started (or gave up) the attempt. */
  readonly epoch: number
  readonly status: 'succeeded' | 'failed'
  /** By name; an optional output that the step left out is absent. */
  readonly outputs: { readonly [name: string]: ArtifactRef }
  readonly failure?: Failure
  /** ISO 8601, by the clock of whoever supervised the attempt; absent where it never started. */
  readonly startedAt?: string
  readonly endedAt: string
  /** Milliseconds of user code, by a monotonic clock. */
  readonly ms?: number
  /** Where it ran, e.g. `worker 2 (pid 4711) on alpha`. */
  readonly worker?: string
  /** What the inputs were, so that lineage needs no other record. */
  readonly inputs?: { readonly [name: string]: { readonly digest: string; readonly item?: number } }
  /** Numbers of the chunks of log and metrics that were written. */
  readonly logs: number
  readonly metrics: number
  readonly fingerprint?: string
  readonly cachedFrom?: string
}
