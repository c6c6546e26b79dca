import { setTimeout as pauseFor } from 'node:timers/promises'

/** Waits, or throws the signal's reason as soon as it aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  if (ms <= 0) return
  await pauseFor(ms, undefined, signal && { signal }).catch(() => undefined)
  signal?.throwIfAborted()
}
