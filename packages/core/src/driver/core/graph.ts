import type { Comparison } from '../../spec/condition.ts'
import type { InputBinding } from '../../spec/envelope.ts'
import type { MapPlan, Plan, StepPlan, WhenPlan } from '../../spec/plan.ts'

/** A plan with every name resolved to a place, so that nothing is looked up by path while a run goes on. */
export interface Graph {
  readonly plan: Plan
  readonly root: ScopeGraph
  /** Every node but the hooks, outer ones first. {@link NodePlace.index} is the position here. */
  readonly nodes: readonly NodeGraph[]
  readonly hooks: readonly StepGraph[]
  /** Every step, hooks included, by static path. */
  readonly steps: ReadonlyMap<string, StepGraph>
}

/** The top level, the body of a map, or an arm of a when. */
export interface ScopeGraph {
  /** What the static paths of its nodes begin with, with the dot: empty, `sweep.`, `live.then.`. */
  readonly prefix: string
  /** The map or when around it. */
  readonly owner?: MapGraph | WhenGraph
  readonly nodes: readonly NodeGraph[]
  readonly outputs: readonly NamedSource[]
  /** Step runs of one time through it, as {@link NodePlace.size}. */
  readonly size: number
}

/** What all nodes have in common. */
export interface NodePlace {
  readonly index: number
  /** Static path. */
  readonly path: string
  /** The path without the scope's prefix. */
  readonly name: string
  readonly scope: ScopeGraph
  /** Position among the nodes of its scope. */
  readonly slot: number
  /** How many nodes of its scope have to end before it. */
  readonly needs: number
  /** Slots of the nodes that wait for this one. */
  readonly dependents: readonly number[]
  /** Step runs of one run of the node, as far as the plan can tell: those below a map do not count. */
  readonly size: number
}

export type NodeGraph = StepGraph | MapGraph | WhenGraph

export interface StepGraph extends NodePlace {
  readonly kind: 'step'
  readonly plan: StepPlan
  readonly need: Need
  /** How many attempts of one map may share a place; 1 for hooks. */
  readonly bundle: number
  readonly inputs: readonly InputGraph[]
  readonly hooks: readonly StepGraph[]
}

/** What a bundle of the step takes of its launcher: whole numbers, so that nothing is lost in adding and subtracting. */
export interface Need {
  /** Thousandths of a core. */
  readonly cpu: number
  /** Bytes. */
  readonly memory: number
  readonly gpu: number
  /** Equal needs have equal keys. */
  readonly key: string
}

export interface MapGraph extends NodePlace {
  readonly kind: 'map'
  readonly plan: MapPlan
  readonly over: Source
  readonly body: ScopeGraph
  /** Steps that an item may begin with. */
  readonly entries: readonly StepGraph[]
  /** The outermost map around it, or itself. */
  readonly tree: number
}

export interface WhenGraph extends NodePlace {
  readonly kind: 'when'
  readonly plan: WhenPlan
  readonly condition: Condition
  /** What the condition compares, by the numbers that it uses. */
  readonly operands: readonly Operand[]
  readonly whenTrue: ScopeGraph
  readonly whenFalse?: ScopeGraph
}

export interface InputGraph {
  readonly name: string
  /** Absent where the author left the input out; hooks are given theirs by name. */
  readonly source?: Source
  readonly optional: boolean
}

export interface NamedSource {
  readonly name: string
  readonly source: Source
}

/** Where a value comes from; `hops` scopes outwards from the one that asks. */
export type Source =
  | { readonly kind: 'constant'; readonly binding: InputBinding | undefined }
  | { readonly kind: 'output'; readonly hops: number; readonly slot: number; readonly output: string }
  | { readonly kind: 'item'; readonly hops: number }
  | { readonly kind: 'index'; readonly hops: number }

export interface Operand {
  readonly source: Source
  /** The value itself is compared; otherwise it only matters whether there is one. */
  readonly compared: boolean
}

/** A condition over numbered operands. */
export type Condition =
  | { readonly op: Comparison; readonly left: number; readonly right: number }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'isSet'; readonly operand: number }
