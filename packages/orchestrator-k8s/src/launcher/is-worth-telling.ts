import type { Moment } from '../classify/sight.ts'
import type { WaitingCause, WaitingVerdict } from '../classify/verdict.ts'

/** What every pod goes through, mostly within a second. */
const USUAL: ReadonlySet<WaitingCause> = new Set(['pod', 'schedule', 'start', 'settling'])
/** After this part of the time for a warning it is no longer usual. */
const PART = 1 / 20

/** Whether people want to hear what a bundle waits for: always, but for what will be over before they have read it. */
export function isWorthTelling(
  { cause, since, warn }: WaitingVerdict,
  { now, deadlines }: Pick<Moment, 'now' | 'deadlines'>,
): boolean {
  return warn || !USUAL.has(cause) || now - since > deadlines.warning * PART
}
