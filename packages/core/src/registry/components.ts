import type { ComponentSpec, StackSpec } from '../spec/stack-spec.ts'
import type { DocumentNode, MapNode } from './document-tree.ts'
import type { Path } from './origin.ts'

/** Fields of `components` that hold several components by name, and the kind of each. */
const NAMED_KINDS = { 'experiment-trackers': 'experiment-tracker', 'step-operators': 'step-operator' } as const

/** One component of a stack and its place in it. */
export interface StackComponent {
  /** The name of a kind. Stack files know kinds that have no flavors in this version. */
  readonly kind: string
  /** Of a named component: its own name. */
  readonly name?: string
  readonly path: Path
  readonly component: ComponentSpec
}

/** Every component of a stack, in the order of the fields. */
export function componentsOf({ components }: Pick<StackSpec, 'components'>): readonly StackComponent[] {
  const { orchestrator, 'artifact-store': store, 'model-registry': registry } = components
  const single = { orchestrator, 'artifact-store': store, ...(registry && { 'model-registry': registry }) }
  return [
    ...Object.entries(single).map(([kind, component]): StackComponent => {
      return { kind, path: ['components', kind], component }
    }),
    ...(['experiment-trackers', 'step-operators'] as const).flatMap((field) =>
      Object.entries(components[field]).map(([name, component]): StackComponent => {
        return { kind: NAMED_KINDS[field], name, path: ['components', field, name], component }
      }),
    ),
  ]
}

/** Whether a path in a stack leads to a component: `components.orchestrator`, `components.step-operators.gpu`. */
export function isComponentPath(path: Path): boolean {
  if (path[0] !== 'components' || path[1] === undefined) return false
  return path.length === (path[1] in NAMED_KINDS ? 3 : 2)
}

/** The components of a document, however incomplete it is. */
export function componentNodes(root: MapNode): readonly { readonly path: Path; readonly node: MapNode }[] {
  const visit = (node: DocumentNode, path: Path): { path: Path; node: MapNode }[] => {
    if (node.kind !== 'map' || path.length > 3) return []
    if (isComponentPath(path)) return [{ path, node }]
    return [...node.entries].flatMap(([key, entry]) => visit(entry, [...path, key]))
  }
  const components = root.entries.get('components')
  return components ? visit(components, ['components']) : []
}
