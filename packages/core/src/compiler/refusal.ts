import type { ErrorCode } from '../errors/catalogue.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { Json } from '../util/json.ts'

/** One reason why a pipeline cannot be compiled. Passes return refusals, so that one error can tell all of them. */
export interface Refusal {
  readonly code: ErrorCode
  /** Where and what, in one sentence. */
  readonly message: string
  /** The next action. */
  readonly hint: string
  /** Facts for programs: the node, the field, the value. */
  readonly details: { readonly [key: string]: Json | undefined }
}

/**
 * Throws the refusals as one error, if there are any: it has the code and hint of the first. Where there are several,
 * the others are listed below its message, and all of them stand in `details.refusals`.
 */
export function throwRefusals(refusals: readonly Refusal[]): void {
  const [first, ...others] = refusals
  if (first === undefined) return
  if (others.length === 0) throw new RegaugeError(first.code, first)
  const lines = others.map((refusal) => `  ${refusal.code}: ${refusal.message} ${refusal.hint}`)
  throw new RegaugeError(first.code, {
    message: [first.message, others.length === 1 ? 'One more:' : `${others.length} more:`, ...lines].join('\n'),
    hint: first.hint,
    details: { ...first.details, refusals: refusals.map(toJson) },
  })
}

function toJson({ code, message, hint, details }: Refusal): Json {
  const known = Object.entries(details).filter((entry): entry is [string, Json] => entry[1] !== undefined)
  return { code, message, hint, details: Object.fromEntries(known) }
}
