import type { NodePlan, StepPlan } from './plan.ts'

/** The nodes right inside of a node: of a map's body, of both arms of a when, none of a step. */
export function innerNodes(node: NodePlan): readonly NodePlan[] {
  switch (node.kind) {
    case 'step':
      return []
    case 'map':
      return node.body.nodes
    case 'when':
      return [...node.then.nodes, ...(node.else?.nodes ?? [])]
  }
}

/** Nodes with all that lies inside of them, outer ones first, hooks left out. */
export function* allNodes(nodes: readonly NodePlan[]): Generator<NodePlan> {
  for (const node of nodes) {
    yield node
    yield* allNodes(innerNodes(node))
  }
}

/** The steps among them. */
export function* allSteps(nodes: readonly NodePlan[]): Generator<StepPlan> {
  for (const node of allNodes(nodes)) if (node.kind === 'step') yield node
}
