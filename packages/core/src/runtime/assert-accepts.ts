import { RegaugeError } from '../errors/regauge-error.ts'
import type { BundleSpec } from '../spec/envelope.ts'

/** What may keep a launcher from starting a bundle. */
export interface StartObstacles {
  /** Of the call. */
  readonly signal?: AbortSignal | undefined
  /** Aborted: the launcher is closed, or about to be. */
  readonly closing: AbortSignal
}

/** Throws the reason of a call's signal that has aborted, and `STEP_WORKER_FAILED` where its launcher is closed. */
export function assertAccepts({ id }: BundleSpec, { signal, closing }: StartObstacles): void {
  signal?.throwIfAborted()
  if (!closing.aborted) return
  throw new RegaugeError('STEP_WORKER_FAILED', {
    message: `Bundle "${id}" was given to a launcher that is closed.`,
    hint: 'Open a new one.',
  })
}
