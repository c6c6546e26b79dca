import { endRun } from './end-run.ts'
import type { NodeGraph, ScopeGraph } from './graph.ts'
import { createRun } from './node-run.ts'
import type { DriverState, NodeRun, ScopeRun } from './state.ts'

/** One time through a scope; nothing of it has begun. */
export function createScopeRun(
  graph: ScopeGraph,
  place: Pick<ScopeRun, 'prefix'> & Partial<Pick<ScopeRun, 'owner' | 'item'>>,
): ScopeRun {
  const { prefix, owner, item = -1 } = place
  return {
    graph,
    parent: owner?.scope,
    owner,
    item,
    prefix,
    runs: graph.nodes.map(() => undefined),
    waiting: graph.nodes.map((node) => node.needs),
    blocked: undefined,
    open: graph.nodes.length,
    failed: false,
  }
}

/** Puts the nodes that wait for no other on the agenda. */
export function openScope(state: DriverState, scope: ScopeRun): void {
  for (const node of scope.graph.nodes) if (node.needs === 0) reach(state, node, scope)
}

/** Tells the nodes that wait for a run that it has ended. */
export function tellDependents(state: DriverState, { node, scope, blocking }: NodeRun): void {
  scope.open -= 1
  for (const slot of node.dependents) {
    if (blocking) (scope.blocked ??= new Set()).add(slot)
    scope.waiting[slot]! -= 1
    if (scope.waiting[slot] === 0) reach(state, scope.graph.nodes[slot]!, scope)
  }
}

/** All that the node waits for has ended: it begins, or is skipped where one of them did not end well. */
function reach(state: DriverState, node: NodeGraph, scope: ScopeRun): void {
  const run = createRun(node, scope)
  scope.runs[node.slot] = run
  if (scope.blocked?.has(node.slot)) endRun(state, run, { status: 'skipped', blocking: true })
  else state.agenda.items.push(run)
}
