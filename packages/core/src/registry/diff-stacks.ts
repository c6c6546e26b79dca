import { canonicalJson } from '../util/canonical-json.ts'
import type { Json } from '../util/json.ts'
import type { StackSpec } from '../spec/stack-spec.ts'
import type { Path } from './origin.ts'

/** One difference between two stacks. References stand in it unresolved. */
export type StackChange =
  | { readonly kind: 'added'; readonly path: Path; readonly after: Json }
  | { readonly kind: 'removed'; readonly path: Path; readonly before: Json }
  | { readonly kind: 'changed'; readonly path: Path; readonly before: Json; readonly after: Json }

/**
 * What leads from one stack to the other, in the order of the paths. Mappings are compared key by key; a list is one
 * value. Stacks of one revision have no differences.
 */
export function diffStacks(before: StackSpec, after: StackSpec): readonly StackChange[] {
  // Specs are plain data.
  return diff(before as unknown as Json, after as unknown as Json, [])
}

function diff(before: Json, after: Json, path: Path): readonly StackChange[] {
  if (!isMapping(before) || !isMapping(after)) {
    return canonicalJson(before) === canonicalJson(after) ? [] : [{ kind: 'changed', path, before, after }]
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap((key): readonly StackChange[] => {
    const [left, right] = [before[key], after[key]]
    const inner = [...path, key]
    if (left === undefined) return right === undefined ? [] : [{ kind: 'added', path: inner, after: right }]
    return right === undefined ? [{ kind: 'removed', path: inner, before: left }] : diff(left, right, inner)
  })
}

function isMapping(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
