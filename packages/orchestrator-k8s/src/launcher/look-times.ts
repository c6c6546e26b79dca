import type { TrackedBundle } from './tracked-bundle.ts'

/** Between two looks at records. Milliseconds. */
const LOOK_MS = { unheard: 2_000, heard: 30_000 }
/** Looks at those who are not heard may take this part of the time: where many pods start at once, pods need it more. */
const PART = 1 / 40

/** When the records of bundles that run are looked at. */
export interface LookTimes {
  /**
   * The bundles that are due by now, which are taken to be looked at. Those whose runners give hints seldom are, for a
   * hint may be lost; the others are as long as they run, for their runners may not reach this process, or know another
   * one by a driver before.
   */
  due(bundles: readonly TrackedBundle[], now: number): readonly TrackedBundle[]
  /** How long it took to look at what was due. Milliseconds. */
  took(ms: number): void
}

/** Nothing is due yet. Times are milliseconds of one clock that only grows. */
export function createLookTimes(now: number): LookTimes {
  const lookedAt = { unheard: now, heard: now }
  const pauses = { ...LOOK_MS }
  return {
    due(bundles, now) {
      const kinds = (['unheard', 'heard'] as const).filter((kind) => now - lookedAt[kind] >= pauses[kind])
      for (const kind of kinds) lookedAt[kind] = now
      return bundles.filter((bundle) => isRunning(bundle) && kinds.includes(bundle.heard ? 'heard' : 'unheard'))
    },
    took(ms) {
      pauses.unheard = Math.min(Math.max(ms / PART, LOOK_MS.unheard), LOOK_MS.heard)
    },
  }
}

function isRunning({ before, pods, ended }: TrackedBundle): boolean {
  return !ended && pods.size > 0 && before?.kind === 'running'
}
