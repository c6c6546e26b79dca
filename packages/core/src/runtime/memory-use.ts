import { readFileSync } from 'node:fs'

/** What this container may use of memory, and the most that it has used. Bytes; absent: unlimited, or not told. */
export interface MemoryUse {
  readonly limit?: number
  readonly peak?: number
}

/** Where the two versions of control groups keep both, as a container sees its own group. */
const PLACES = [
  { limit: '/sys/fs/cgroup/memory.max', peak: '/sys/fs/cgroup/memory.peak' },
  { limit: '/sys/fs/cgroup/memory/memory.limit_in_bytes', peak: '/sys/fs/cgroup/memory/memory.max_usage_in_bytes' },
] as const

/** How version 1 says that there is no limit: the largest multiple of a page. */
const UNLIMITED = 2 ** 62

/** The memory of this container, as far as the system tells. */
export function memoryUse(places: readonly { readonly limit: string; readonly peak: string }[] = PLACES): MemoryUse {
  for (const place of places) {
    const [limit, peak] = [bytesIn(place.limit), bytesIn(place.peak)]
    if (limit === undefined && peak === undefined) continue
    return {
      ...(limit !== undefined && limit < UNLIMITED && { limit }),
      ...(peak !== undefined && { peak }),
    }
  }
  return {}
}

/** Undefined also for `max`. */
function bytesIn(file: string): number | undefined {
  try {
    const bytes = Number(readFileSync(file, 'utf8').trim())
    return Number.isNaN(bytes) ? undefined : bytes
  } catch {
    return undefined
  }
}
