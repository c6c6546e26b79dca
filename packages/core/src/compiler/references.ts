import type { ConditionSpec } from '../spec/condition.ts'
import type { SourceSpec } from '../spec/source.ts'
import type { PlacedNode, Scope } from './outline.ts'

/** One place of a spec where a node or scope says what it reads or waits for. */
export interface Reference {
  /** Which part of the node: `input "rows"`, `over`, `condition`, `after`, `output "weights"`. */
  readonly field: string
  /** A source, or of `after` the node to wait for. */
  readonly source: SourceSpec | { readonly from: 'after'; readonly node: string }
}

/** What the node itself refers to, without what lies inside it or its hooks. */
export function referencesOf({ spec }: PlacedNode): readonly Reference[] {
  const after = (spec.after ?? []).map((node) => ({ field: 'after', source: { from: 'after' as const, node } }))
  switch (spec.kind) {
    case 'step': {
      const inputs = Object.entries(spec.inputs)
      const sources = inputs.flatMap(([name, { source }]) => (source ? [{ field: `input "${name}"`, source }] : []))
      return [...sources, ...after]
    }
    case 'map':
      return [{ field: 'over', source: spec.over }, ...after]
    case 'when':
      return [...sourcesOf(spec.condition).map((source) => ({ field: 'condition', source })), ...after]
  }
}

/** What the outputs of a scope refer to; they are read inside of it, when all its nodes have ended. */
export function outputReferencesOf(scope: Scope): readonly Reference[] {
  return Object.entries(scope.spec.outputs).map(([name, source]) => ({ field: `output "${name}"`, source }))
}

/** The static path of the node that a reference names, if it names one. */
export function nodeNamedBy({ source }: Reference): string | undefined {
  return source.from === 'output' || source.from === 'after' ? source.node : undefined
}

/** The names of what a node gives out. */
export function outputNamesOf(node: PlacedNode): readonly string[] {
  if (node.spec.kind === 'step') return Object.keys(node.spec.outputs)
  return [...new Set(node.inner.flatMap((scope) => Object.keys(scope.spec.outputs)))]
}

/** Every source of a condition, from left to right. */
function sourcesOf(condition: ConditionSpec): readonly SourceSpec[] {
  switch (condition.op) {
    case 'and':
    case 'or':
      return condition.of.flatMap(sourcesOf)
    case 'not':
      return sourcesOf(condition.of)
    case 'isSet':
      return [condition.source]
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return [condition.left, condition.right]
  }
}
