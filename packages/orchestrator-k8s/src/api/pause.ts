import { setTimeout as pauseFor } from 'node:timers/promises'

/** Waits, or throws the signal's reason as soon as it aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  await rest(ms, signal)
  signal?.throwIfAborted()
}

/** Waits, or ends as soon as the signal aborts. */
export async function rest(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms > 0 && !signal?.aborted) await pauseFor(ms, undefined, signal && { signal }).catch(() => undefined)
}
