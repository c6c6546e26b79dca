import { RegaugeError } from '@regauge/core/errors'
import { parseDuration } from '@regauge/core/units'

/** A day, which no wait of a command is longer than. */
const LONGEST_MS = 86_400_000

/** The milliseconds of a duration that an option gives. Throws `USAGE_INVALID` for anything that is none. */
export function parseDurationOption(text: string, option: string): number {
  const ms = parseDuration(text)
  if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms
  throw new RegaugeError('USAGE_INVALID', {
    message: `Option "${option}" needs a duration up to a day, not "${text}".`,
    hint: 'Write a number and a unit, such as "500ms", "30s" or "5m".',
  })
}
