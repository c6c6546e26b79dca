import { RegaugeError } from '../../errors/regauge-error.ts'
import type { Json, JsonObject, JsonSchema } from '../../util/json.ts'
import { suggest } from '../../util/names.ts'
import { declaredParams } from './declared-params.ts'
import { parseFreeText, parseParamText } from './parse-param-text.ts'

/**
 * Reads parameters as they are given on a command line, each as `name=value`, by their schema (see `parseParamText`).
 * A list may be given by several flags of one name; the last flag of any other parameter counts. Where `schema` is
 * `null`, a value is JSON if it looks like it, else a string; where it is absent, the pipeline has no parameters.
 *
 * Throws `PARAMS_UNKNOWN` and `PARAMS_MALFORMED`. What the schema says beside types is not looked at.
 */
export function parseParamFlags(flags: readonly string[], schema: JsonSchema | null | undefined): JsonObject {
  const params = new Map<string, Json>()
  for (const flag of flags) {
    const [name, text] = split(flag)
    const value = parseParam(name, text, schema)
    const earlier = params.get(name)
    params.set(name, Array.isArray(earlier) && Array.isArray(value) ? earlier.concat(value) : value)
  }
  return Object.fromEntries(params)
}

/** Throws `PARAMS_UNKNOWN` for the first of these names that is not a parameter of the pipeline. */
export function assertParamNames(names: Iterable<string>, schema: JsonSchema | null | undefined): void {
  const declared = declaredParams(schema)
  if (!declared || declared.open) return
  for (const name of names) {
    if (declared.names.includes(name)) continue
    throw new RegaugeError('PARAMS_UNKNOWN', {
      message: `The pipeline has no parameter ${JSON.stringify(name)}.`,
      hint: suggest(name, declared.names),
      details: { param: name, known: declared.names },
    })
  }
}

function parseParam(name: string, text: string, schema: JsonSchema | null | undefined): Json {
  assertParamNames([name], schema)
  const own = declaredParams(schema)?.schemaOf(name)
  if (!schema || !own) return parseFreeText(text)
  const parsed = parseParamText(text, own, schema)
  if ('value' in parsed) return parsed.value
  throw new RegaugeError('PARAMS_MALFORMED', {
    message: `Parameter "${name}" is ${JSON.stringify(text)}.`,
    hint: `Expected ${parsed.expected}.`,
    details: { param: name, text, expected: parsed.expected },
  })
}

function split(flag: string): readonly [name: string, text: string] {
  const sign = flag.indexOf('=')
  if (sign > 0) return [flag.slice(0, sign), flag.slice(sign + 1)]
  throw new RegaugeError('PARAMS_MALFORMED', {
    message: `The parameter ${JSON.stringify(flag)} is not of the form name=value.`,
    hint: 'Write it as name=value, e.g. --param rate=0.1.',
    details: { text: flag },
  })
}
