import { isComponentPath } from './components.ts'
import { textOf, type DocumentNode, type MapNode } from './document-tree.ts'
import type { Path } from './origin.ts'

/**
 * Lays a stack over the one it extends: mappings are merged key by key, everything else is replaced. A component that
 * names another flavor replaces the other one whole, as the two configs have nothing in common. Every value keeps its
 * place. `extends` itself is gone from the result.
 */
export function mergeStacks(lower: MapNode, upper: MapNode): MapNode {
  const merged = mergeMaps(lower, upper, [])
  const entries = new Map(merged.entries)
  entries.delete('extends')
  return { ...merged, entries }
}

function mergeMaps(lower: MapNode, upper: MapNode, path: Path): MapNode {
  const entries = new Map(lower.entries)
  for (const [key, node] of upper.entries) {
    const below = lower.entries.get(key)
    entries.set(key, below ? mergeNodes(below, node, [...path, key]) : node)
  }
  return { kind: 'map', at: upper.at, entries }
}

function mergeNodes(lower: DocumentNode, upper: DocumentNode, path: Path): DocumentNode {
  if (lower.kind !== 'map' || upper.kind !== 'map') return upper
  const flavor = isComponentPath(path) ? textOf(upper, 'flavor') : undefined
  if (flavor !== undefined && flavor !== textOf(lower, 'flavor')) return upper
  return mergeMaps(lower, upper, path)
}
