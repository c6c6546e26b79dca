import type { z } from 'zod'
import { suggest } from '../../util/names.ts'
import type { Refusal } from '../refusal.ts'
import { POLICY_FIELDS, RESERVED_KINDS, SPEC_SHAPE } from '../spec-shape.ts'

/** Refuses a spec whose structure the other passes could not rely on. With no refusals, the value is a pipeline spec. */
export function checkShape(spec: unknown): readonly Refusal[] {
  const issues = SPEC_SHAPE.safeParse(spec).error?.issues ?? []
  return issues.flatMap((issue) => refusalsOf(issue, spec))
}

function refusalsOf(issue: z.core.$ZodIssue, spec: unknown): Refusal[] {
  const { place, value } = locate(spec, issue.path)
  const details = { field: place }
  if (issue.code === 'unrecognized_keys') {
    const known = POLICY_FIELDS[String(issue.path.at(-1))] ?? []
    return issue.keys.map((key) => ({
      code: 'PLAN_SPEC_INVALID',
      message: `${place} has an unknown field "${key}".`,
      hint: suggest(key, known),
      details: { field: `${place}.${key}` },
    }))
  }
  if (issue.path.at(-1) === 'kind' && RESERVED_KINDS.includes(String(value))) {
    return [
      {
        code: 'PLAN_NODE_KIND_RESERVED',
        message: `${place} is "${String(value)}", a kind of node that is reserved for a later version.`,
        hint: 'Use the kinds "step", "map" and "when".',
        details: { ...details, value: String(value) },
      },
    ]
  }
  return [{ code: 'PLAN_SPEC_INVALID', message: `${place} ${fault(issue, value)}.`, hint: HINT, details }]
}

const HINT = 'Correct it, or build the spec with `pipeline()`.'

function fault(issue: z.core.$ZodIssue, value: unknown): string {
  const is = value === undefined ? 'is missing' : `is ${brief(value)}`
  if (issue.code === 'invalid_union' && 'options' in issue) {
    return `${is}; expected ${(issue.options ?? []).map(brief).join(', ')}`
  }
  return `${is}; ${expectation(issue.message)}`
}

/** What the schema's own message says beside the value: `expected number to be >0`. */
function expectation(message: string): string {
  return message
    .replace(/^[A-Z][a-z ]+: /, '')
    .replace(/, received \w+$/, '')
    .replace('expected record', 'expected object')
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** Names a place by the ids on the way to it, and else by field: `Node "sweep.fit", policy.retry`. */
function locate(spec: unknown, path: readonly PropertyKey[]): { readonly place: string; readonly value: unknown } {
  let value = spec
  const ids: string[] = []
  let fields = ''
  for (const key of path) {
    value = member(value, key)
    fields += typeof key === 'number' ? `[${key}]` : `${fields === '' ? '' : '.'}${String(key)}`
    const id = member(value, 'id')
    const armName = /(?:^|\.)(then|else)\.nodes\[\d+\]$/.exec(fields)?.[1]
    if (typeof key === 'number' && typeof id === 'string' && /(?:nodes|hooks)\[\d+\]$/.test(fields)) {
      if (armName) ids.push(armName)
      ids.push(id)
      fields = ''
    }
  }
  const name = member(spec, 'name')
  const pipeline = typeof name === 'string' ? `Pipeline "${name}"` : 'The pipeline spec'
  const node = ids.length === 0 ? [] : [`node "${ids.join('.')}"`]
  return { place: [pipeline, ...node, ...(fields === '' ? [] : [fields])].join(', '), value }
}

function member(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  // Own members of an object are looked up by any key; what they are is unknown.
  return (value as Record<PropertyKey, unknown>)[key]
}
