import type { TrackedBundle } from './tracked-bundle.ts'

/** Between two looks at records. Milliseconds. */
const LOOK_MS = { often: 2_000, seldom: 30_000 }
/** Looks that are to come often may take this part of the time: where many pods start at once, pods need it more. */
const PART = 1 / 40

/** When the records of bundles are looked at. */
export interface LookTimes {
  /**
   * The bundles that are due by now, which are taken to be looked at. Often are those that run and give no hints, for
   * their runners may not reach this process, or know another one by a driver before. The others seldom are, for a hint
   * may be lost, and what does not run yet may do so long since where the API server does not tell.
   */
  due(bundles: readonly TrackedBundle[], now: number): readonly TrackedBundle[]
  /** How long it took to look at what was due. Milliseconds. */
  took(ms: number): void
}

/** Nothing is due yet. Times are milliseconds of one clock that only grows. */
export function createLookTimes(now: number): LookTimes {
  const lookedAt = { often: now, seldom: now }
  const pauses = { ...LOOK_MS }
  return {
    due(bundles, now) {
      const rates = (['often', 'seldom'] as const).filter((rate) => now - lookedAt[rate] >= pauses[rate])
      for (const rate of rates) lookedAt[rate] = now
      return bundles.filter((bundle) => !bundle.ended && rates.includes(isMute(bundle) ? 'often' : 'seldom'))
    },
    took(ms) {
      pauses.often = Math.min(Math.max(ms / PART, LOOK_MS.often), LOOK_MS.seldom)
    },
  }
}

function isMute({ before, pods, heard }: TrackedBundle): boolean {
  return !heard && pods.size > 0 && before?.kind === 'running'
}
