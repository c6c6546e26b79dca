import type { SourceSpec } from './source.ts'

/** Comparisons of two values. The four orders compare two numbers, or two strings by UTF-16 code units. */
export type Comparison = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte'

/** A condition as data, so that every backend can evaluate and draw it. */
export type ConditionSpec =
  | { readonly op: Comparison; readonly left: SourceSpec; readonly right: SourceSpec }
  | { readonly op: 'and' | 'or'; readonly of: readonly ConditionSpec[] }
  | { readonly op: 'not'; readonly of: ConditionSpec }
  /** Whether the value is there: false for an output of an arm that did not run. */
  | { readonly op: 'isSet'; readonly source: SourceSpec }
