import type { BundleSpec } from '@regauge/core'
import { groupBundles } from './group-bundles.ts'

/** Bundles that are started within so many milliseconds go into one Job where that is possible. */
const GATHER_MS = 10

/** A bundle that is to go into a Job, and who waits for that. */
export interface Start {
  readonly bundle: BundleSpec
  readonly signal: AbortSignal | undefined
  readonly made: PromiseWithResolvers<void>
}

/** Starts that come at about the same time. */
export interface StartGathering {
  /** Resolves when the bundle's Job has been made, or nobody makes any more. */
  add(bundle: BundleSpec, signal: AbortSignal | undefined): Promise<void>
  /** What has not been made yet never is. */
  end(): void
}

export interface GatherOptions {
  /** Bundles of one map may share a Job. */
  readonly isTogether: boolean
  /** Makes one Job, and settles the starts. */
  readonly make: (group: readonly Start[]) => void
}

/** Gathers starts, and has Jobs made of them. */
export function gatherStarts({ isTogether, make }: GatherOptions): StartGathering {
  let waiting: Start[] = []
  let ended = false
  function makeAll(): void {
    const starts = new Map(waiting.map((start) => [start.bundle, start]))
    waiting = []
    if (ended) return
    const bundles = [...starts.keys()]
    const groups = isTogether ? groupBundles(bundles) : bundles.map((bundle) => [bundle])
    // Of the bundles that were given.
    for (const group of groups) make(group.map((bundle) => starts.get(bundle)!))
  }
  return {
    add(bundle, signal) {
      const made = Promise.withResolvers<void>()
      if (waiting.length === 0) setTimeout(makeAll, GATHER_MS)
      waiting.push({ bundle, signal, made })
      return made.promise
    },
    end() {
      ended = true
      for (const { made } of waiting) made.resolve()
    },
  }
}
