import type { Json, JsonObject, JsonSchema } from '../../util/json.ts'
import { assertParamNames, parseParamFlags } from './parse-param-flags.ts'

/** What was given, and what the pipeline takes. */
export interface ReadParamsOptions {
  /** As values already, e.g. read from a file. */
  readonly given?: { readonly [name: string]: Json } | undefined
  /** Each `name=value`; they win over `given`. */
  readonly flags?: readonly string[] | undefined
  /** The spec's `params`: `null` where nothing is known of them, absent where there are none. */
  readonly schema: JsonSchema | null | undefined
}

/**
 * The parameters of a submission, to be validated and filled in by the pipeline's `parseParams`. Throws
 * `PARAMS_UNKNOWN`, also for names that a schema library would drop in silence, and `PARAMS_MALFORMED`.
 */
export function readParams({ given = {}, flags = [], schema }: ReadParamsOptions): JsonObject {
  assertParamNames(Object.keys(given), schema)
  return { ...given, ...parseParamFlags(flags, schema) }
}
