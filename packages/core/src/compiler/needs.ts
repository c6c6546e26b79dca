import { enclosing } from './outline.ts'
import type { Outline, PlacedNode, Scope } from './outline.ts'
import { nodeNamedBy, outputReferencesOf, referencesOf } from './references.ts'

/**
 * The nodes of its own scope that a node depends on: those that it names itself and, of a map or when, those that
 * anything inside of it names, at whatever depth. In the order of the spec, each once. A step's hooks do not count:
 * they wait by themselves. A spec with a cycle may make a node depend on itself or on a later one.
 */
export function needsOf(outline: Outline, node: PlacedNode): readonly PlacedNode[] {
  const needs = new Set<PlacedNode>()
  for (const path of pathsNamedIn(node)) {
    const named = outline.nodes.get(path)
    if (named?.scope === node.scope && named !== node.hookOf) needs.add(named)
  }
  return [...needs].sort((a, b) => a.order - b.order)
}

/** The node's ancestor (or itself) that lies in the given scope; undefined where the scope does not enclose it. */
export function ancestorIn(scope: Scope, node: PlacedNode): PlacedNode | undefined {
  if (node.scope === scope) return node
  return [...enclosing(node.scope)].find((each) => each.owner?.scope === scope)?.owner
}

function* pathsNamedIn(node: PlacedNode): Generator<string> {
  for (const reference of referencesOf(node)) {
    const path = nodeNamedBy(reference)
    if (path !== undefined) yield path
  }
  for (const scope of node.inner) {
    for (const inner of scope.nodes) yield* pathsNamedIn(inner)
    for (const hook of scope.nodes.flatMap((inner) => inner.hooks)) yield* pathsNamedIn(hook)
    for (const reference of outputReferencesOf(scope)) {
      const path = nodeNamedBy(reference)
      if (path !== undefined) yield path
    }
  }
}
