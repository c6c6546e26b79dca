import { z } from 'zod'
import { DIGEST_PATTERN, type Digest } from '../../util/digest.ts'
import { DURATION_PATTERN, type Duration } from '../../util/duration.ts'
import type { Json, JsonObject } from '../../util/json.ts'
import { NAME_PATTERN } from '../../util/names.ts'
import { SIZE_PATTERN, type Size } from '../../util/size.ts'

export const text: z.ZodType<string> = z.string()
export const texts: z.ZodType<string[]> = z.array(z.string())

/** A name that may be part of a key. */
export const name: z.ZodType<string> = z.string().regex(NAME_PATTERN)

/** An ISO 8601 time with its zone. */
export const time: z.ZodType<string> = z.iso.datetime({ offset: true })

export const digest: z.ZodType<Digest> = z.string().regex(DIGEST_PATTERN)

// A pattern cannot tell its type; these two are the patterns of theirs.
export const duration = z.string().regex(DURATION_PATTERN) as unknown as z.ZodType<Duration>
export const size = z.string().regex(SIZE_PATTERN) as unknown as z.ZodType<Size>

/** A whole number from 0: bytes, milliseconds, numbers of items and chunks. */
export const count: z.ZodType<number> = z.int().min(0)

/** A whole number from 1: attempts, epochs. */
export const positive: z.ZodType<number> = z.int().min(1)

export const number: z.ZodType<number> = z.number()

export const json: z.ZodType<Json> = z.json()

export const jsonObject: z.ZodType<JsonObject> = recordOf(json)

/** An object with any names and values of one schema. */
export function recordOf<T>(value: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.record(z.string(), value)
}

/** An object whose members are named like inputs, outputs and components. */
export function namedOf<T>(value: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.record(z.string().regex(NAME_PATTERN), value)
}

/** A list of values of one schema. */
export function listOf<T>(item: z.ZodType<T>): z.ZodType<T[]> {
  return z.array(item)
}
