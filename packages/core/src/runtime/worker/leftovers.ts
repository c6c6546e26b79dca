import { setTimeout as pause } from 'node:timers/promises'

/** Handles that a step has closed may take so many pauses of so many milliseconds until they are gone. */
const PAUSES = 10
const PAUSE_MS = 5

/** What keeps this process alive, as counts by kind. */
export type Activity = ReadonlyMap<string, number>

/** What keeps this process alive now. */
export function currentActivity(): Activity {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}

/**
 * Whether a step has left something open that was not there before: a timer, a server, a child process. Such a process
 * is not used again, because what is left may act during the next attempt.
 */
export async function hasLeftovers(before: Activity): Promise<boolean> {
  for (let pauses = 0; pauses < PAUSES; pauses += 1) {
    if (!exceeds(currentActivity(), before)) return false
    await pause(PAUSE_MS)
  }
  return exceeds(currentActivity(), before)
}

function exceeds(now: Activity, before: Activity): boolean {
  return [...now].some(([kind, count]) => count > (before.get(kind) ?? 0))
}
