import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'
import { insist } from './insist.ts'

// A cancel is to be noticed within 2 s.
const INTERVAL = 1_000

export interface EpochWatch {
  readonly store: ArtifactStore
  readonly run: string
  readonly epoch: number
  readonly signal: AbortSignal
  readonly onCancel: () => void
  readonly onFenced: (epoch: number) => void
}

/** Looks for a request to cancel and for a later epoch about once a second, until the signal aborts. */
export async function watchEpoch(watch: EpochWatch): Promise<void> {
  const { store, run, epoch, signal } = watch
  let cancelled = false
  while (!signal.aborted) {
    await pause(INTERVAL, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    const later = await insist(() => store.stat(keys.driver(run, epoch + 1), { signal }), signal)
    if (later !== undefined) return watch.onFenced(epoch + 1)
    if (cancelled) continue
    cancelled = (await insist(() => store.stat(keys.cancel(run, epoch), { signal }), signal)) !== undefined
    if (cancelled) watch.onCancel()
  }
}
