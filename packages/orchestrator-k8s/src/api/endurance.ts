import type { RegaugeError } from '@regauge/core/errors'
import { rest } from './pause.ts'

/** How long to bear what. Milliseconds. */
export interface EnduranceOptions {
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** How long a refusal is borne that should be lasting, e.g. of permission. A server that starts refuses like that. */
  readonly refusalMs: number
  readonly random: () => number
  readonly onTrouble: ((failure: RegaugeError) => void) | undefined
}

/** Bears failures of something that has to go on. */
export interface Endurance {
  /** It was allowed: a refusal is none that was there from the beginning. */
  begin(): void
  /** It worked: the next failure is a first one. */
  succeed(): void
  /**
   * Waits before it is tried again, longer each time, or until the signal aborts. Throws a refusal that lasts, or that
   * comes before it was ever allowed.
   */
  bear(failure: RegaugeError, signal: AbortSignal): Promise<void>
}

/** It has not been allowed yet. */
export function createEndurance(options: EnduranceOptions): Endurance {
  const { firstPauseMs, longestPauseMs, refusalMs, random, onTrouble } = options
  let wasAllowed = false
  let failures = 0
  let refusedSince: number | undefined
  const begin = () => {
    wasAllowed = true
    refusedSince = undefined
  }
  return {
    begin,
    succeed() {
      begin()
      failures = 0
    },
    async bear(failure, signal) {
      if (isPassing(failure)) refusedSince = undefined
      else refusedSince ??= performance.now()
      const isLasting = refusedSince !== undefined && performance.now() - refusedSince >= refusalMs
      if (isLasting || (refusedSince !== undefined && !wasAllowed)) throw failure
      onTrouble?.(failure)
      failures += 1
      const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1))
      await rest(longest * random(), signal)
    },
  }
}

function isPassing({ code }: RegaugeError): boolean {
  return code === 'KUBERNETES_UNREACHABLE' || code === 'KUBERNETES_VERSION_EXPIRED'
}
