import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 90_000
const PAUSE_MS = 100

/** Asks until there is an answer. */
export async function until<T>(look: () => Promise<T | false | undefined>, patienceMs = PATIENCE_MS): Promise<T> {
  for (const end = Date.now() + patienceMs; ; await pause(PAUSE_MS)) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`Asked in vain for ${patienceMs / 1_000} seconds: ${look.toString()}`)
  }
}
