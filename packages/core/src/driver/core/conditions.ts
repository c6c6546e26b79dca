import { canonicalJson } from '../../util/canonical-json.ts'
import type { Json } from '../../util/json.ts'
import type { Condition } from './graph.ts'

/** What a condition comes to: a decision, or why there is none. */
export type Verdict = { readonly holds: boolean } | { readonly incomparable: string }

/**
 * Decides a condition over the values of its operands, from left to right and no further than needed. `eq` and `ne`
 * compare JSON values as wholes, and an absent value equals null and nothing else. The orders compare two numbers or
 * two strings and have no answer for anything else.
 */
export function decide(condition: Condition, values: readonly (Json | undefined)[]): Verdict {
  switch (condition.op) {
    case 'and':
    case 'or':
      return decideAll(condition.of, condition.op === 'or', values)
    case 'not': {
      const verdict = decide(condition.of, values)
      return 'holds' in verdict ? { holds: !verdict.holds } : verdict
    }
    case 'isSet':
      return { holds: values[condition.operand] !== undefined }
    case 'eq':
    case 'ne':
      return { holds: isSame(values[condition.left], values[condition.right]) === (condition.op === 'eq') }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return compare(condition.op, values[condition.left], values[condition.right])
  }
}

/** The first verdict that settles it: a true one of an `or`, a false one of an `and`, or one that cannot be given. */
function decideAll(of: readonly Condition[], settled: boolean, values: readonly (Json | undefined)[]): Verdict {
  for (const each of of) {
    const verdict = decide(each, values)
    if (!('holds' in verdict) || verdict.holds === settled) return verdict
  }
  return { holds: !settled }
}

function isSame(left: Json | undefined, right: Json | undefined): boolean {
  return left === right || canonicalJson(left ?? null) === canonicalJson(right ?? null)
}

function compare(op: 'lt' | 'lte' | 'gt' | 'gte', left: Json | undefined, right: Json | undefined): Verdict {
  const comparable =
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string')
  if (!comparable) return { incomparable: `"${op}" has no answer for ${kindOf(left)} and ${kindOf(right)}.` }
  switch (op) {
    case 'lt':
      return { holds: left < right }
    case 'lte':
      return { holds: left <= right }
    case 'gt':
      return { holds: left > right }
    case 'gte':
      return { holds: left >= right }
  }
}

function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'an absent value'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
