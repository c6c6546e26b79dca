import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'

// A cancel is to be noticed within 2 s.
const INTERVAL = 1_000
/** After so long without a look, this process may have slept, and somebody else may have taken the run. */
const STALE_AFTER = 3 * INTERVAL

export interface WatchEpochOptions {
  readonly store: ArtifactStore
  readonly run: string
  readonly epoch: number
  readonly signal: AbortSignal
  readonly onCancel: () => void
  readonly onFenced: (epoch: number) => void
}

/** Knows whether an epoch is still the newest one. */
export interface EpochWatch {
  /** Rejects where the store stays out of reach. */
  readonly ended: Promise<void>
  /** Whether the epoch was the newest a few seconds ago at most, or with `now`, whether it is. */
  isHeld(options?: { readonly now?: boolean }): Promise<boolean>
}

/** Looks for a request to cancel and for a later epoch about once a second, until the signal aborts. */
export function watchEpoch(options: WatchEpochOptions): EpochWatch {
  const { store, run, epoch, signal } = options
  let lookedAt = performance.now()
  let cancelled = false
  let fenced = false

  async function look(): Promise<void> {
    const later = await store.stat(keys.driver(run, epoch + 1), { signal })
    lookedAt = performance.now()
    if (later === undefined || fenced) return
    fenced = true
    options.onFenced(epoch + 1)
  }

  async function lookForCancel(): Promise<void> {
    if (cancelled) return
    cancelled = (await store.stat(keys.cancel(run, epoch), { signal })) !== undefined
    if (cancelled) options.onCancel()
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await pause(INTERVAL, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      await look()
      if (!signal.aborted) await lookForCancel()
    }
  }

  return {
    ended: watch(),
    async isHeld({ now = false } = {}) {
      if (now || performance.now() - lookedAt > STALE_AFTER) await look()
      return !fenced
    },
  }
}
