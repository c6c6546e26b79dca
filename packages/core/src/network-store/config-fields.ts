import { z } from 'zod'
import { parseDuration } from '../util/duration.ts'

/** The config field of where a store begins; for {@link keyPrefix}. */
export const prefixField = z
  .string()
  .regex(/^(?:[^/]+(?:\/[^/]+)*)?$/, 'a path without a "/" at its ends is expected')
  .default('')

/** The config field of a duration above zero. */
export function durationField(byDefault: string) {
  return z
    .string()
    .refine((text) => (parseDuration(text) ?? 0) > 0, `a duration such as "${byDefault}" is expected`)
    .default(byDefault)
}

/** A config field that takes only references, since its value is secret. */
export const secretField = z.string().min(1).meta({ writeOnly: true })
