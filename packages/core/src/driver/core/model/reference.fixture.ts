import type { ConditionSpec } from '../../../spec/condition.ts'
import type { NodePlan, Plan, ScopePlan, StepPlan } from '../../../spec/plan.ts'
import type { SourceSpec } from '../../../spec/source.ts'
import { canonicalJson } from '../../../util/canonical-json.ts'
import type { Json } from '../../../util/json.ts'
import { compute } from './steps.fixture.ts'

/** What should become of a plan, where nothing but its own steps and conditions fails. */
export interface Expected {
  readonly status: 'succeeded' | 'failed'
  /** By dynamic path, without hooks. */
  readonly steps: ReadonlyMap<string, 'succeeded' | 'failed' | 'skipped'>
  readonly outputs: { readonly [name: string]: Json }
}

/** A node's result: its outputs, or that what depends on it must not run. */
type Result = { readonly outputs: { readonly [name: string]: Json } } | 'blocking'

/** One time through a scope: results by static path, items by the map's static path. */
interface Frame {
  readonly prefix: string
  readonly results: ReadonlyMap<string, Result>
  readonly items: ReadonlyMap<string, { readonly value: Json; readonly index: number }>
}

class Incomparable extends Error {}

/** Interprets a plan naively: one node after the other, by recursion, in fail mode `continue`. */
export function interpret(plan: Plan, isDoomed: (path: string) => boolean): Expected {
  const steps = new Map<string, 'succeeded' | 'failed' | 'skipped'>()

  function runScope(scope: ScopePlan, around: Frame): Result | 'failed' {
    const results = new Map(around.results)
    const frame = { ...around, results }
    let failed = false
    for (const node of scope.nodes) {
      const blocked = node.needs.some((path) => results.get(path) === 'blocking')
      const result = blocked ? 'blocking' : runNode(node, frame)
      if (blocked && node.kind === 'step') steps.set(pathOf(node, frame), 'skipped')
      failed ||= result === 'failed'
      results.set(node.path, result === 'failed' ? 'blocking' : result)
    }
    if (failed) return 'failed'
    return { outputs: present(scope.outputs, (source) => valueOf(source, frame)) }
  }

  function runNode(node: NodePlan, frame: Frame): Result | 'failed' {
    if (node.kind === 'step') return runStep(node, frame)
    return node.kind === 'map' ? runMap(node, frame) : runWhen(node, frame)
  }

  function runStep(node: StepPlan, frame: Frame): Result | 'failed' {
    const path = pathOf(node, frame)
    const inputs = present(node.inputs, ({ source }) => source && valueOf(source, frame))
    const lacks = Object.entries(node.inputs).some(([name, { optional }]) => !optional && !Object.hasOwn(inputs, name))
    const status = lacks ? 'skipped' : isDoomed(path) ? 'failed' : 'succeeded'
    steps.set(path, status)
    return status === 'failed' ? 'failed' : { outputs: status === 'skipped' ? {} : compute(path, inputs) }
  }

  function runMap(node: NodePlan & { kind: 'map' }, frame: Frame): Result | 'failed' {
    const list = valueOf(node.over, frame)
    if (list === undefined) return { outputs: {} }
    if (!Array.isArray(list)) return 'failed'
    const items = list.map((value: Json, index) =>
      runScope(node.body, {
        prefix: `${pathOf(node, frame)}[${index}].`,
        results: frame.results,
        items: new Map([...frame.items, [node.path, { value, index }]]),
      }),
    )
    if (items.includes('failed')) return 'failed'
    const collect = (name: string) =>
      items.map((item) => (typeof item === 'object' ? (item.outputs[name] ?? null) : null))
    return { outputs: Object.fromEntries(Object.keys(node.body.outputs).map((name) => [name, collect(name)])) }
  }

  function runWhen(node: NodePlan & { kind: 'when' }, frame: Frame): Result | 'failed' {
    try {
      const holds = decide(node.condition, (source) => valueOf(source, frame))
      const arm = holds ? node.then : node.else
      const prefix = `${pathOf(node, frame)}.${holds ? 'then' : 'else'}.`
      return arm ? runScope(arm, { ...frame, prefix }) : { outputs: {} }
    } catch (thrown) {
      if (thrown instanceof Incomparable) return 'failed'
      throw thrown
    }
  }

  const root = runScope(plan, { prefix: '', results: new Map(), items: new Map() })
  return typeof root === 'object'
    ? { status: 'succeeded', steps, outputs: root.outputs }
    : { status: 'failed', steps, outputs: {} }

  function valueOf(source: SourceSpec, frame: Frame): Json | undefined {
    switch (source.from) {
      case 'value':
        return source.value
      case 'param':
        return plan.params[source.name]
      case 'item':
        return frame.items.get(source.map)!.value
      case 'index':
        return frame.items.get(source.map)!.index
      case 'output': {
        const result = frame.results.get(source.node)
        return typeof result === 'object' ? result.outputs[source.output] : undefined
      }
    }
  }
}

function decide(condition: ConditionSpec, valueOf: (source: SourceSpec) => Json | undefined): boolean {
  switch (condition.op) {
    case 'and':
      return condition.of.every((each) => decide(each, valueOf))
    case 'or':
      return condition.of.some((each) => decide(each, valueOf))
    case 'not':
      return !decide(condition.of, valueOf)
    case 'isSet':
      return valueOf(condition.source) !== undefined
    default: {
      const left = valueOf(condition.left) ?? null
      const right = valueOf(condition.right) ?? null
      if (condition.op === 'eq') return canonicalJson(left) === canonicalJson(right)
      if (condition.op === 'ne') return canonicalJson(left) !== canonicalJson(right)
      if (typeof left !== 'number' || typeof right !== 'number') throw new Incomparable()
      return { lt: left < right, lte: left <= right, gt: left > right, gte: left >= right }[condition.op]
    }
  }
}

function present<T>(from: { readonly [name: string]: T }, valueOf: (of: T) => Json | undefined): Record<string, Json> {
  const values = Object.entries(from).map(([name, of]) => [name, valueOf(of)] as const)
  return Object.fromEntries(values.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

function pathOf(node: NodePlan, frame: Frame): string {
  return frame.prefix + node.path.slice(node.path.lastIndexOf('.') + 1)
}
