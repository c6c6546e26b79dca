import { setTimeout as pause } from 'node:timers/promises'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { keys } from '../records/keys.ts'
import { newestEpoch } from '../records/newest-epoch.ts'

/** However long the timeout, the run is looked at this often. */
const LONGEST_PAUSE_MS = 60_000

export interface OrphanWatchOptions {
  readonly store: ArtifactStore
  readonly run: string
  /** A driver that has been silent for so long, by the store's clock, does not come back. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Resolves once nobody wants what this process does for a run any more: its newest epoch has ended, or its driver has
 * been silent for too long. Never, once the signal has aborted. A store that does not answer is asked again.
 */
export async function untilOrphaned({
  store,
  run,
  timeoutMs,
  signal,
}: OrphanWatchOptions): Promise<'ended' | 'silent'> {
  for (;;) {
    await pause(Math.min(timeoutMs / 5, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return new Promise(() => undefined)
    const found = await look({ store, run, timeoutMs, signal }).catch(() => undefined)
    if (found) return found
  }
}

async function look({ store, run, timeoutMs, signal }: OrphanWatchOptions): Promise<'ended' | 'silent' | undefined> {
  const epoch = await newestEpoch(store, run, signal)
  if (await store.stat(keys.end(run, epoch), { signal })) return 'ended'
  const sign =
    (await store.stat(keys.status(run, epoch), { signal })) ?? (await store.stat(keys.driver(run, epoch), { signal }))
  const now = await store.now({ signal })
  return sign && now.getTime() - sign.modifiedAt.getTime() > timeoutMs ? 'silent' : undefined
}
