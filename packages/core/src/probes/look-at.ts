import { setTimeout as pause } from 'node:timers/promises'
import type { Finding, Probe, Sighting } from '../contracts/probe.ts'
import { isRegaugeError, messageOf, RegaugeError } from '../errors/regauge-error.ts'
import { formatDuration } from '../util/duration.ts'
import { untilAborted } from '../util/until-aborted.ts'

/** What a probe is given after its time, to take away what it has left and to say what it was waiting for. */
const CLEAN_UP_MS = 6_000

/** How long probes are waited for. */
export interface LookOptions {
  /** Aborted: no further probe is looked at. */
  readonly signal: AbortSignal
  /** Of each probe in milliseconds; one that takes longer fails with `PROBE_TIMEOUT`. */
  readonly timeoutMs: number
}

/**
 * Carries out probes one after the other, each followed by those that it leads to. Throws nothing but the signal's
 * reason: what fails is a finding.
 */
export async function* lookAt(
  probes: readonly (Probe | Finding)[],
  options: LookOptions,
): AsyncGenerator<Finding, void, undefined> {
  for (const probe of probes) {
    if ('look' in probe) {
      const { finding, next } = await carryOut(probe, options)
      yield finding
      yield* lookAt(next, options)
    } else yield probe
  }
}

async function carryOut(
  probe: Probe,
  { signal, timeoutMs }: LookOptions,
): Promise<{ readonly finding: Finding; readonly next: Sighting['next'] }> {
  const { name } = probe
  const timeout = AbortSignal.timeout(timeoutMs)
  const either = AbortSignal.any([signal, timeout])
  const looking = lookOnce(probe, either)
  try {
    const seen = await untilAborted(looking, either)
    const { detail, next } = typeof seen === 'string' ? { detail: seen, next: [] } : seen
    return { finding: { name, ok: true, detail }, next }
  } catch (thrown) {
    if (!either.aborted) return { finding: failed(name, thrown), next: [] }
    const last = await Promise.race([looking.catch((late: unknown) => late), pause(CLEAN_UP_MS)])
    signal.throwIfAborted()
    return { finding: failed(name, tookTooLong(last, timeoutMs)), next: [] }
  }
}

/** In a function of its own, so that a probe that throws at once fails like one that throws later. */
async function lookOnce(probe: Probe, signal: AbortSignal): Promise<string | Sighting> {
  return probe.look({ signal })
}

function failed(name: string, thrown: unknown): Finding {
  if (!isRegaugeError(thrown)) return { name, ok: false, detail: messageOf(thrown), code: 'PROBE_FAILED' }
  const { code, message, hint } = thrown
  return { name, ok: false, detail: message, code, ...(hint !== undefined && { hint }) }
}

/** What a probe throws of its own when it is stopped says what it was waiting for. */
function tookTooLong(last: unknown, timeoutMs: number): RegaugeError {
  const waiting = isRegaugeError(last) ? ` ${last.message}` : ''
  return new RegaugeError('PROBE_TIMEOUT', {
    message: `There was no answer within ${formatDuration(timeoutMs)}.${waiting}`,
    hint: 'Look whether what it asks is in reach of this machine, or give it more time with --timeout.',
    cause: last,
  })
}
