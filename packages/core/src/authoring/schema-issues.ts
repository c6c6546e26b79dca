import type { StandardSchemaV1 } from '@standard-schema/spec'
import { messageOf } from '../errors/regauge-error.ts'

/** What a schema finds wrong with a value. */
export interface SchemaIssue {
  /** E.g. `rates[0].value`; empty for the value as a whole. */
  readonly path: string
  readonly message: string
}

/**
 * The issues that a schema finds at once: none where the value fits, and none where the schema answers with a promise,
 * since building a pipeline does not wait.
 */
export function issuesAtOnce(schema: StandardSchemaV1, value: unknown): readonly SchemaIssue[] {
  const result = validateAtOnce(schema, value)
  return result === undefined ? [] : issuesOf(result)
}

/** Whether a schema takes the value; false where it can only tell after a while. */
export function accepts(schema: StandardSchemaV1, value: unknown): boolean {
  const result = validateAtOnce(schema, value)
  return result !== undefined && result.issues === undefined
}

/** The issues of a validation's result, with their paths as text. */
export function issuesOf(result: StandardSchemaV1.Result<unknown>): readonly SchemaIssue[] {
  return (result.issues ?? []).map(({ path = [], message }) => ({ path: pathText(path), message }))
}

/** Issues in one line: `rates[0]: expected number; uri: required`. */
export function issuesText(issues: readonly SchemaIssue[]): string {
  return issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
}

function validateAtOnce(schema: StandardSchemaV1, value: unknown): StandardSchemaV1.Result<unknown> | undefined {
  try {
    const result = schema['~standard'].validate(value)
    if (!(result instanceof Promise)) return result
    result.catch(() => undefined)
    return undefined
  } catch (thrown) {
    // A transform of the author's own may not be ready for every value: to the caller that is an issue like any other.
    return { issues: [{ message: messageOf(thrown) }] }
  }
}

function pathText(path: readonly (PropertyKey | StandardSchemaV1.PathSegment)[]): string {
  return path
    .map((segment) => (typeof segment === 'object' ? segment.key : segment))
    .reduce<string>((text, key) => {
      if (typeof key === 'number') return `${text}[${key}]`
      return text === '' ? String(key) : `${text}.${String(key)}`
    }, '')
}
