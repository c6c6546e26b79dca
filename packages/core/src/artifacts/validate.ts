import type { StandardSchemaV1 } from '@standard-schema/spec'
import { RegaugeError } from '../errors/regauge-error.ts'
import { formatPath } from './encode-json.ts'

/** Issues that a message names; `details` has all of them, up to a hundred. */
const NAMED = 5
const KEPT = 100

/** The value that a schema makes of one. Throws `ARTIFACT_INVALID` with the path of every issue. */
export async function validate(schema: StandardSchemaV1 | undefined, value: unknown): Promise<unknown> {
  if (schema === undefined) return value
  const result = await schema['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  const issues = result.issues.slice(0, KEPT).map((issue) => ({ path: pathOf(issue), message: issue.message }))
  const named = issues.slice(0, NAMED).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  const more = result.issues.length > NAMED ? `; and ${result.issues.length - NAMED} more` : ''
  throw new RegaugeError('ARTIFACT_INVALID', {
    message: `it does not fit its schema: ${named.join('; ')}${more}`,
    hint: 'Change the value, or the schema that both steps declare for it.',
    details: { issues },
  })
}

function pathOf(issue: StandardSchemaV1.Issue): string {
  return formatPath((issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step)))
}
