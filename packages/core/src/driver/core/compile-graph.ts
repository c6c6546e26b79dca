import { RegaugeError } from '../../errors/regauge-error.ts'
import type { MapPlan, NodePlan, Plan, ScopePlan, StepPlan, WhenPlan } from '../../spec/plan.ts'
import { compileCondition, compileSource } from './compile-source.ts'
import type { Lookup } from './compile-source.ts'
import { needOf } from './slots.ts'
import type { Graph, InputGraph, MapGraph, NodeGraph, NodePlace, ScopeGraph, StepGraph, WhenGraph } from './graph.ts'

/** What is writable while a graph is made. */
type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** Where a node will be, before its dependents are known. */
type Place = Draft<Omit<NodePlace, 'dependents'>> & { readonly dependents: number[] }

/** Resolves every path of a plan. The plan is trusted to be what `compile` makes: whole and without cycles. */
export function compileGraph(plan: Plan): Graph {
  const nodes: NodeGraph[] = []
  const byPath = new Map<string, NodeGraph>()
  const steps = new Map<string, StepGraph>()
  const hooksOfSteps: (() => void)[] = []
  const lookup: Lookup = {
    params: plan.params,
    node: (path) => byPath.get(path) ?? unknownNode(path),
  }

  function addScope(prefix: string, scope: ScopePlan, owner?: MapGraph | WhenGraph): ScopeGraph {
    const inner: NodeGraph[] = []
    const graph: Draft<ScopeGraph> = { prefix, nodes: inner, outputs: [], size: 0, ...(owner && { owner }) }
    const slots = new Map(scope.nodes.map((node, slot) => [node.path, slot]))
    const places = scope.nodes.map((node, slot): Place => {
      const needs = node.needs.filter((path) => slots.has(path)).length
      return { ...placeOf(node.path, graph), slot, needs, dependents: [] }
    })
    for (const [slot, node] of scope.nodes.entries()) {
      for (const path of node.needs) {
        const need = slots.get(path)
        if (need !== undefined) places[need]!.dependents.push(slot)
      }
    }
    for (const [slot, node] of scope.nodes.entries()) inner.push(addNode(node, places[slot]!))
    graph.outputs = namedSources(scope, graph)
    graph.size = inner.reduce((sum, node) => sum + node.size, 0)
    return graph
  }

  function namedSources(scope: Pick<ScopePlan, 'outputs'>, graph: ScopeGraph) {
    return Object.entries(scope.outputs).map(([name, source]) => ({
      name,
      source: compileSource(source, graph, lookup),
    }))
  }

  function addNode(plan: NodePlan, place: Place): NodeGraph {
    place.index = nodes.length
    if (plan.kind === 'step') return stepOf(plan, place)
    return plan.kind === 'map' ? mapOf(plan, place) : whenOf(plan, place)
  }

  function register<N extends NodeGraph>(node: N): N {
    nodes.push(node)
    byPath.set(node.path, node)
    return node
  }

  function stepOf(plan: StepPlan, place: Place): StepGraph {
    const step: Draft<StepGraph> = register(stepIn(place, plan))
    steps.set(step.path, step)
    // Hooks may read nodes that come after their step.
    hooksOfSteps.push(() => {
      step.hooks = plan.hooks.map((hook) => hookOf(hook, step.scope))
    })
    return step
  }

  function hookOf(plan: StepPlan, scope: ScopeGraph): StepGraph {
    const hook = stepIn({ ...placeOf(plan.path, scope), dependents: [] }, plan)
    steps.set(hook.path, hook)
    return hook
  }

  function stepIn(place: Place, plan: StepPlan): StepGraph {
    const bundle = plan.role ? 1 : (nearestMap(place.scope)?.plan.bundle ?? 1)
    const inputs = inputsOf(plan, place.scope)
    return { ...place, size: 1, kind: 'step', plan, need: needOf(plan.resources), bundle, inputs, hooks: [] }
  }

  function inputsOf(plan: StepPlan, scope: ScopeGraph): InputGraph[] {
    return Object.entries(plan.inputs).map(([name, input]) => {
      const optional = input.optional === true
      return input.source ? { name, optional, source: compileSource(input.source, scope, lookup) } : { name, optional }
    })
  }

  function mapOf(plan: MapPlan, place: Place): MapGraph {
    const over = compileSource(plan.over, place.scope, lookup)
    const draft = { ...place, kind: 'map' as const, plan, over, entries: [], tree: outermostMap(place) }
    // The body needs its owner and the owner its body: the one place where a graph is tied into a knot.
    const map = register(draft as unknown as Draft<MapGraph>)
    map.body = addScope(`${plan.path}.`, plan.body, map)
    map.entries = entriesOf(map.body)
    return map
  }

  function whenOf(plan: WhenPlan, place: Place): WhenGraph {
    const condition = compileCondition(plan.condition, place.scope, lookup)
    const draft = { ...place, kind: 'when' as const, plan, ...condition }
    // As in mapOf.
    const when = register(draft as unknown as Draft<WhenGraph>)
    when.whenTrue = addScope(`${plan.path}.then.`, plan.then, when)
    if (plan.else) when.whenFalse = addScope(`${plan.path}.else.`, plan.else, when)
    when.size = when.whenTrue.size + (when.whenFalse?.size ?? 0)
    return when
  }

  const root = addScope('', plan)
  for (const addHooks of hooksOfSteps) addHooks()
  const hooks = plan.hooks.map((hook) => hookOf(hook, root))
  return { plan, root, nodes, hooks, steps }
}

function placeOf(path: string, scope: ScopeGraph): Place {
  const name = path.slice(scope.prefix.length)
  return { index: -1, path, name, scope, slot: -1, needs: 0, dependents: [], size: 0 }
}

function nearestMap(scope: ScopeGraph): MapGraph | undefined {
  const { owner } = scope
  return owner?.kind === 'when' ? nearestMap(owner.scope) : owner
}

function outermostMap(place: Place): number {
  let tree = place.index
  for (let owner = place.scope.owner; owner; owner = owner.scope.owner) if (owner.kind === 'map') tree = owner.index
  return tree
}

function entriesOf(scope: ScopeGraph): readonly StepGraph[] {
  return scope.nodes.flatMap((node) => {
    if (node.needs > 0) return []
    if (node.kind === 'step') return [node]
    if (node.kind === 'map') return node.entries
    return [...entriesOf(node.whenTrue), ...(node.whenFalse ? entriesOf(node.whenFalse) : [])]
  })
}

function unknownNode(path: string): never {
  throw new RegaugeError('INTERNAL', {
    message: `The plan refers to the node "${path}", which comes later in it or not at all.`,
    hint: 'Compile the pipeline again; the plan was not made by this version.',
  })
}
