import { hookPath } from '../spec/hook-path.ts'
import type { NodeSpec, PipelineSpec, ScopeSpec, StepNodeSpec } from '../spec/pipeline-spec.ts'

/** A pipeline spec with every node put in its place, so that passes need not walk the spec themselves. */
export interface Outline {
  readonly spec: PipelineSpec
  readonly root: Scope
  /** Hooks of the pipeline. They stand behind all nodes of the root. */
  readonly hooks: readonly PlacedStep[]
  /** Every scope, outer ones first. */
  readonly scopes: readonly Scope[]
  /** Every node, hooks included, in the order of the spec. */
  readonly all: readonly PlacedNode[]
  /** The steps and hooks among them. */
  readonly steps: readonly PlacedStep[]
  /** Every node but the hooks, by static path. Of two with one path, the first. */
  readonly nodes: ReadonlyMap<string, PlacedNode>
}

/** The top level, the body of a map, or an arm of a when. */
export interface Scope {
  /** What the paths of its nodes begin with: empty at the top level, `sweep`, `live.then`. */
  readonly path: string
  /** The map or when around it; absent at the top level. */
  readonly owner?: PlacedNode
  readonly spec: ScopeSpec
  readonly nodes: readonly PlacedNode[]
}

/** A node and where it stands. */
export interface PlacedNode<S extends NodeSpec = NodeSpec> {
  readonly spec: S
  /** Static path. It ends with the id, of a hook with the role. */
  readonly path: string
  readonly scope: Scope
  /** Its number among the nodes of its scope. A step's hooks have the number of the step, a pipeline's the last. */
  readonly order: number
  /** The scopes inside: none of a step, the body of a map, one or two arms of a when. */
  readonly inner: readonly Scope[]
  readonly hooks: readonly PlacedStep[]
  /** Of a hook: whose it is. */
  readonly hookOf?: PlacedStep | 'pipeline'
}

export type PlacedStep = PlacedNode<StepNodeSpec>

/** Joins a scope's path and an id. */
function pathIn(scope: string, id: string): string {
  return scope === '' ? id : `${scope}.${id}`
}

/** Puts every node of a spec in its place. */
export function outlineOf(spec: PipelineSpec): Outline {
  const scopes: Scope[] = []
  const all: PlacedNode[] = []
  const nodes = new Map<string, PlacedNode>()

  function placeScope(path: string, spec: ScopeSpec, owner?: PlacedNode): Scope {
    const placed: PlacedNode[] = []
    const scope: Scope = { path, spec, nodes: placed, ...(owner && { owner }) }
    scopes.push(scope)
    for (const [order, node] of spec.nodes.entries()) placed.push(placeNode(node, scope, order))
    return scope
  }

  function placeNode(spec: NodeSpec, scope: Scope, order: number): PlacedNode {
    const path = pathIn(scope.path, spec.id)
    const inner: Scope[] = []
    const hooks: PlacedStep[] = []
    const node: PlacedNode = { spec, path, scope, order, inner, hooks }
    all.push(node)
    if (!nodes.has(path)) nodes.set(path, node)
    if (isStep(node)) for (const hook of node.spec.hooks ?? []) hooks.push(placeHook(hook, node))
    for (const [name, arm] of innerScopes(spec))
      inner.push(placeScope(name === '' ? path : `${path}.${name}`, arm, node))
    return node
  }

  function placeHook(spec: StepNodeSpec, of: PlacedStep | Scope): PlacedStep {
    // The shape of a hook has been checked: it has a role.
    const path = hookPath(of.path, spec.role!, spec.id)
    const where =
      'scope' in of
        ? { scope: of.scope, order: of.order, hookOf: of }
        : { scope: of, order: of.nodes.length, hookOf: 'pipeline' as const }
    const hook: PlacedStep = { spec, path, ...where, inner: [], hooks: [] }
    all.push(hook)
    return hook
  }

  const root = placeScope('', spec)
  const hooks = (spec.hooks ?? []).map((hook) => placeHook(hook, root))
  return { spec, root, hooks, scopes, all, steps: all.filter(isStep), nodes }
}

/** Whether a placed node is a step. */
export function isStep(node: PlacedNode): node is PlacedStep {
  return node.spec.kind === 'step'
}

/** The scope, the one around it, and so on up to the top level. */
export function* enclosing(scope: Scope): Generator<Scope> {
  yield scope
  if (scope.owner) yield* enclosing(scope.owner.scope)
}

function innerScopes(spec: NodeSpec): [name: string, scope: ScopeSpec][] {
  switch (spec.kind) {
    case 'step':
      return []
    case 'map':
      return [['', spec.body]]
    case 'when':
      return spec.else
        ? [
            ['then', spec.then],
            ['else', spec.else],
          ]
        : [['then', spec.then]]
  }
}
