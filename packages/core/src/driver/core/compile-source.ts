import { RegaugeError } from '../../errors/regauge-error.ts'
import type { ConditionSpec } from '../../spec/condition.ts'
import type { SourceSpec } from '../../spec/source.ts'
import type { JsonObject } from '../../util/json.ts'
import type { Condition, NodeGraph, Operand, ScopeGraph, Source } from './graph.ts'

/** What sources are resolved against. */
export interface Lookup {
  readonly params: JsonObject
  /** The node at a static path; throws where there is none. */
  readonly node: (path: string) => NodeGraph
}

/** Turns a source that is read in the given scope into hops and slots. Constants share one binding. */
export function compileSource(source: SourceSpec, scope: ScopeGraph, lookup: Lookup): Source {
  switch (source.from) {
    case 'value':
      return { kind: 'constant', binding: { value: source.value } }
    case 'param': {
      const value = Object.hasOwn(lookup.params, source.name) ? lookup.params[source.name] : undefined
      return { kind: 'constant', binding: value === undefined ? undefined : { value } }
    }
    case 'output': {
      const node = lookup.node(source.node)
      const hops = hopsTo(scope, source.node, (each) => each === node.scope)
      return { kind: 'output', hops, slot: node.slot, output: source.output }
    }
    case 'item':
    case 'index':
      return { kind: source.from, hops: hopsTo(scope, source.map, (each) => each.owner?.path === source.map) }
  }
}

/** Numbers the operands of a condition from left to right. */
export function compileCondition(
  spec: ConditionSpec,
  scope: ScopeGraph,
  lookup: Lookup,
): { readonly condition: Condition; readonly operands: readonly Operand[] } {
  const operands: Operand[] = []
  const operand = (source: SourceSpec, compared: boolean): number =>
    operands.push({ source: compileSource(source, scope, lookup), compared }) - 1

  function compile(spec: ConditionSpec): Condition {
    switch (spec.op) {
      case 'and':
      case 'or':
        return { op: spec.op, of: spec.of.map(compile) }
      case 'not':
        return { op: 'not', of: compile(spec.of) }
      case 'isSet':
        return { op: 'isSet', operand: operand(spec.source, false) }
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        return { op: spec.op, left: operand(spec.left, true), right: operand(spec.right, true) }
    }
  }
  return { condition: compile(spec), operands }
}

function hopsTo(from: ScopeGraph, path: string, isTarget: (scope: ScopeGraph) => boolean): number {
  let hops = 0
  for (let scope: ScopeGraph | undefined = from; scope; scope = scope.owner?.scope) {
    if (isTarget(scope)) return hops
    hops += 1
  }
  throw new RegaugeError('INTERNAL', {
    message: `The plan reads "${path}" in a place that does not lie inside its scope.`,
    hint: 'Compile the pipeline again; the plan was not made by this version.',
  })
}
