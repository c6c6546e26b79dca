import { RegaugeError } from '@regauge/core/errors'

/** The whole number from 1 that an option gives. Throws `USAGE_INVALID` for anything else. */
export function parsePositiveInteger(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new RegaugeError('USAGE_INVALID', {
    message: `Option "${option}" needs a whole number from 1, not "${text}".`,
  })
}
