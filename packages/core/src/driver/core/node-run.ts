import type { MapGraph, NodeGraph, StepGraph, WhenGraph } from './graph.ts'
import type { HookCause, MapRun, NodeRun, ScopeRun, StepRun, WhenRun } from './state.ts'

/** A node's run that has not begun. */
export function createRun(node: NodeGraph, scope: ScopeRun): NodeRun {
  if (node.kind === 'step') return createStepRun(node, scope)
  return node.kind === 'map' ? createMapRun(node, scope) : createWhenRun(node, scope)
}

/** A step run that has not begun. */
export function createStepRun(node: StepGraph, scope: ScopeRun, hook?: HookCause): StepRun {
  return {
    kind: 'step',
    node,
    scope,
    hook,
    path: scope.prefix + node.name,
    status: 'open',
    blocking: false,
    inputs: {},
    outputs: undefined,
    failure: undefined,
    attempt: 1,
    charges: { user: 0, infrastructure: 0 },
    launched: false,
    need: node.need,
    group: undefined,
    timer: undefined,
  }
}

function createMapRun(node: MapGraph, scope: ScopeRun): MapRun {
  return {
    kind: 'map',
    node,
    scope,
    path: scope.prefix + node.name,
    status: 'open',
    blocking: false,
    outputs: undefined,
    failure: undefined,
    items: { count: 0, values: [] },
    cursor: 0,
    opened: 0,
    underWay: 0,
    ended: 0,
    failed: false,
    collected: {},
    offered: false,
    filling: new Map(),
  }
}

function createWhenRun(node: WhenGraph, scope: ScopeRun): WhenRun {
  return {
    kind: 'when',
    node,
    scope,
    path: scope.prefix + node.name,
    status: 'open',
    blocking: false,
    outputs: undefined,
    failure: undefined,
    values: [],
    missing: 0,
    failed: false,
  }
}
