import { enclosing } from '../outline.ts'
import type { Outline, PlacedNode, Scope } from '../outline.ts'
import { needsOf } from '../needs.ts'
import { referencesOf } from '../references.ts'
import type { Reference } from '../references.ts'
import type { Arrow } from './diagram.ts'

/** The arrows between the nodes of a pipeline. Outputs that go from one node to the same other one share an arrow. */
export function arrowsOf(outline: Outline): readonly Arrow[] {
  const arrows = outline.all.flatMap((node) => [
    ...referencesOf(node).flatMap((reference) => referenceArrows(outline, node, reference)),
    ...armArrows(outline, node),
    ...node.hooks.map((hook): Arrow => ({ from: node.path, to: hook.path, kind: 'hook', label: hook.spec.role! })),
  ])
  return merged(arrows)
}

function referenceArrows(outline: Outline, node: PlacedNode, { source }: Reference): readonly Arrow[] {
  switch (source.from) {
    case 'value':
    case 'param':
      return []
    case 'item':
    case 'index':
      return [{ from: source.map, to: node.path, kind: 'output', label: source.from }]
    case 'after':
      return [{ from: source.node, to: node.path, kind: 'after', label: 'after' }]
    case 'output': {
      const producers = producersOf(outline, source)
      return producers.map((from) => ({ from, to: node.path, kind: 'output', label: source.output }))
    }
  }
}

/** The shapes that an output comes from: of a map or when, the nodes inside of it that make it. */
function producersOf(outline: Outline, { node, output }: { readonly node: string; readonly output: string }): string[] {
  const producer = outline.nodes.get(node)
  if (!producer || producer.inner.length === 0) return [node]
  return producer.inner.flatMap((scope: Scope) => {
    const source = Object.hasOwn(scope.spec.outputs, output) ? scope.spec.outputs[output] : undefined
    if (!source) return []
    const within = source.from === 'output' && isWithin(outline, source.node, scope)
    return within ? producersOf(outline, source) : [node]
  })
}

function isWithin(outline: Outline, path: string, scope: Scope): boolean {
  const node = outline.nodes.get(path)
  return node !== undefined && [...enclosing(node.scope)].includes(scope)
}

/** From a condition to what its arms begin with. */
function armArrows(outline: Outline, node: PlacedNode): readonly Arrow[] {
  if (node.spec.kind !== 'when') return []
  return node.inner.flatMap((arm, number) =>
    arm.nodes
      .filter((inner) => needsOf(outline, inner).length === 0)
      .map((inner) => ({ from: node.path, to: inner.path, kind: 'arm', label: number === 0 ? 'then' : 'else' })),
  )
}

function merged(arrows: readonly Arrow[]): readonly Arrow[] {
  const groups = Map.groupBy(arrows, ({ from, to, kind }) => JSON.stringify([from, to, kind]))
  return [...groups.values()].map((group) => {
    const { from, to, kind } = group[0]!
    return { from, to, kind, label: [...new Set(group.map(({ label }) => label))].join(', ') }
  })
}
