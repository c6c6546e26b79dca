import type { StandardSchemaV1 } from '@standard-schema/spec'
import { RegaugeError } from '../errors/regauge-error.ts'
import { deepFreeze } from '../util/freeze.ts'
import type { JsonObject } from '../util/json.ts'
import { suggest } from '../util/names.ts'
import { issuesOf, issuesText } from './schema-issues.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { createRef, type Ref } from './ref.ts'
import type { Scope } from './scope.ts'
import { toJson } from './to-json.ts'

/** Whose parameters. */
export interface ParamsOf {
  readonly pipeline: string
  /** Absent: the pipeline takes none. */
  readonly schema: StandardSchemaV1 | undefined
}

/**
 * Refs to the parameters by name, one level deep. A name that the schema does not have throws
 * `AUTHORING_PARAM_UNKNOWN`, as far as the schema can tell its names; `then` and symbols are undefined, so that nothing
 * takes the object for a promise or an iterable.
 */
export function paramRefs({ pipeline, schema }: ParamsOf, scope: Scope): { readonly [name: string]: Ref<never> } {
  const names = schema === undefined ? [] : namesOf(schema)
  const refTo = (name: string): Ref<never> => createRef({ from: 'param', name }, scope)
  const known = Object.fromEntries((names ?? []).map((name) => [name, refTo(name)]))
  return new Proxy(known, {
    get: (refs, key) => {
      if (typeof key === 'symbol' || key === 'then') return undefined
      if (Object.hasOwn(refs, key)) return refs[key]
      if (names === undefined) return refTo(key)
      throw new RegaugeError('AUTHORING_PARAM_UNKNOWN', {
        message: `Pipeline "${pipeline}" has no parameter "${key}".`,
        hint: suggest(key, names),
        details: { param: key },
      })
    },
    ownKeys: (refs) => {
      if (names !== undefined) return Reflect.ownKeys(refs)
      throw new RegaugeError('AUTHORING_PARAM_UNKNOWN', {
        message: `Pipeline "${pipeline}": the schema of the parameters does not tell their names, so they cannot be listed.`,
        hint: 'Take each by its name: params.rate.',
      })
    },
  })
}

/** The names of the properties that a schema gives; undefined where it does not tell them or allows others. */
function namesOf(schema: StandardSchemaV1): readonly string[] | undefined {
  const document = jsonSchemaOf(schema, 'output')
  const properties = document?.['properties']
  if (typeof properties !== 'object' || properties === null || document?.['additionalProperties'] !== false) {
    return undefined
  }
  return Object.keys(properties)
}

/**
 * Parameters as the schema gives them, defaults filled in. Throws `PARAMS_INVALID`, which names every issue, and
 * `AUTHORING_PARAMS_NOT_JSON` where the schema gives what no record can keep.
 */
export async function parseParams({ pipeline, schema }: ParamsOf, params: unknown = {}): Promise<JsonObject> {
  if (schema === undefined) {
    if (isObject(params) && Object.keys(params).length === 0) return Object.freeze({})
    throw new RegaugeError('PARAMS_INVALID', {
      message: `Pipeline "${pipeline}" takes no parameters.`,
      hint: 'Leave them out, or give the pipeline a schema: pipeline({ params: z.object({ … }) }).',
    })
  }
  const result = await schema['~standard'].validate(params)
  if (result.issues === undefined) return jsonParams(result.value, pipeline)
  const issues = issuesOf(result)
  throw new RegaugeError('PARAMS_INVALID', {
    message: `The parameters of pipeline "${pipeline}" are not valid: ${issuesText(issues)}.`,
    hint: 'Correct the parameters named.',
    details: { issues: issues.map(({ path, message }) => ({ path, message })) },
  })
}

function jsonParams(value: unknown, pipeline: string): JsonObject {
  const copy = toJson(value)
  if (copy.fits && isObject(copy.json)) return deepFreeze(copy.json as JsonObject) // An object's copy is an object.
  const found = copy.fits ? 'no object' : `${copy.found}${copy.at === '' ? '' : ` at ${copy.at}`}`
  throw new RegaugeError('AUTHORING_PARAMS_NOT_JSON', {
    message: `Pipeline "${pipeline}": the schema of the parameters gave ${found}, which a record cannot keep.`,
    hint: 'Let it give an object of plain JSON; make dates, maps and the like inside of the steps.',
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
