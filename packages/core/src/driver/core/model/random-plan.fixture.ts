import type { ConditionSpec } from '../../../spec/condition.ts'
import type { HookRole, InputSpec } from '../../../spec/pipeline-spec.ts'
import type { NodePlan, Plan, ScopePlan, StepPlan, WhenPlan } from '../../../spec/plan.ts'
import { FAIL_MODES } from '../../../spec/policy.ts'
import type { SourceSpec } from '../../../spec/source.ts'
import type { Dice } from './dice.fixture.ts'

const JSON_TYPE = { materializer: 'json' }
const COMPARISONS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const
const ROLES: readonly HookRole[] = ['onSuccess', 'onFailure', 'onEnd']

/** A source that a node may read, and the node it names. */
interface Visible {
  readonly source: SourceSpec
  readonly isList: boolean
  readonly node?: { readonly path: string; readonly prefix: string }
}

/** Where nodes are being made. */
interface Place {
  readonly prefix: string
  readonly depth: number
  readonly visible: readonly Visible[]
  /** Told of every node that is read, so that the nodes around learn what they need. */
  readonly reads: (node: NonNullable<Visible['node']>) => void
}

const PARAMS = { none: [], some: [3, 1, 2], more: [5, 8, 0, 5, 9, 1, 2, 2], rate: 4, text: 'a' }

/** A plan as `compile` might make it: maps, whens, joins and hooks in each other, over small lists. */
export function randomPlan(dice: Dice, size: number): Plan {
  let names = 0
  let left = size

  function scope(place: Place): ScopePlan & { readonly visible: readonly Visible[] } {
    const nodes: NodePlan[] = []
    const visible = [...place.visible]
    for (let count = place.depth === 0 ? size : 1 + dice.below(3); count > 0 && left > 0; count -= 1) {
      left -= 1
      nodes.push(node({ ...place, visible }))
      visible.push(...outputsOf(nodes.at(-1)!, place.prefix))
    }
    const own = visible.slice(place.visible.length)
    const outputs = Object.fromEntries(
      ['x', 'y'].flatMap((name) =>
        dice.chance(0.7) ? [[name, read(place, own.length > 0 ? own : visible).source]] : [],
      ),
    )
    return { nodes, outputs, visible }
  }

  function node(place: Place): NodePlan {
    names += 1
    const needs = new Set<string>()
    const reads: Place['reads'] = (named) => {
      if (named.prefix === place.prefix) needs.add(named.path)
      else place.reads(named)
    }
    const inside = { ...place, reads }
    const kind = place.depth < 3 && left > 0 ? dice.pick(['step', 'step', 'map', 'when'] as const) : 'step'
    const made = kind === 'step' ? step(inside) : kind === 'map' ? map(inside) : when(inside)
    const after = place.visible.flatMap((each) => (each.node?.prefix === place.prefix ? [each.node.path] : []))
    if (after.length > 0 && dice.chance(0.2)) needs.add(dice.pick(after))
    return { ...made, needs: [...needs] }
  }

  function read(place: Place, from: readonly Visible[]): Visible {
    const chosen = dice.pick(from)
    if (chosen.node) place.reads(chosen.node)
    return chosen
  }

  function step(place: Place): StepPlan {
    const inputs: Record<string, InputSpec> = {}
    for (const name of ['a', 'b']) {
      if (dice.chance(0.3)) continue
      inputs[name] = {
        type: JSON_TYPE,
        source: read(place, place.visible).source,
        ...(dice.chance(0.7) && { optional: true }),
      }
    }
    const hooks = dice.chance(0.2) ? [hook(place.prefix)] : []
    return { ...plainStep(`${place.prefix}s${names}`), inputs, hooks }
  }

  function hook(prefix: string): StepPlan {
    names += 1
    const told = Object.fromEntries(['path', 'status'].map((name) => [name, { type: JSON_TYPE }]))
    const inputs = { ...told, failure: { type: JSON_TYPE, optional: true as const } }
    return { ...plainStep(`${prefix}h${names}`), inputs, role: dice.pick(ROLES) }
  }

  function plainStep(path: string): StepPlan {
    const oom = dice.chance(0.2)
    return {
      kind: 'step',
      path,
      step: 'any',
      launcher: dice.pick(['orchestrator', 'orchestrator', 'gpu']),
      resources: {
        cpu: dice.pick([0, 0.5, 1, 1, 2, 8]),
        gpu: dice.pick([0, 0, 0, 1]),
        ...(dice.chance(0.3) && { memory: dice.pick([100, 200]) }),
      },
      retry: {
        attempts: 1 + dice.below(3),
        infrastructure: dice.below(4),
        delayMs: dice.pick([0, 1000]),
        maxDelayMs: 4000,
        backoff: 2,
        jitter: 0.2,
        ...(oom && { onOom: { memory: 2, maxBytes: 300 } }),
      },
      ...(dice.chance(0.5) && { timeoutMs: 60_000 }),
      graceMs: 1000,
      env: {},
      secrets: [],
      inputs: {},
      outputs: { n: JSON_TYPE, list: JSON_TYPE, maybe: JSON_TYPE },
      needs: [],
      hooks: [],
    }
  }

  function map(place: Place): NodePlan {
    const path = `${place.prefix}m${names}`
    const lists = place.visible.filter((each) => each.isList)
    const over = read(place, dice.chance(0.95) ? lists : place.visible).source
    const inside: Visible[] = [
      { source: { from: 'item', map: path }, isList: false },
      { source: { from: 'index', map: path }, isList: false },
    ]
    const visible = [...place.visible, ...inside]
    const { nodes, outputs } = scope({ ...place, prefix: `${path}.`, depth: place.depth + 1, visible })
    const concurrency = dice.chance(0.5) ? { concurrency: 1 + dice.below(3) } : {}
    return {
      kind: 'map',
      path,
      over,
      ...concurrency,
      bundle: dice.pick([1, 1, 2, 4]),
      needs: [],
      body: { nodes, outputs },
    }
  }

  function when(place: Place): NodePlan {
    const path = `${place.prefix}w${names}`
    const condition = conditionOver(place, 2)
    const arm = (name: string): ScopePlan => {
      const { nodes, outputs } = scope({ ...place, prefix: `${path}.${name}.`, depth: place.depth + 1 })
      return { nodes, outputs }
    }
    const plan: WhenPlan = { kind: 'when', path, condition, needs: [], then: arm('then') }
    return dice.chance(0.5) && left > 0 ? { ...plan, else: arm('else') } : plan
  }

  function conditionOver(place: Place, depth: number): ConditionSpec {
    const source = () => read(place, place.visible).source
    if (depth > 0 && dice.chance(0.3)) {
      const of = [conditionOver(place, depth - 1), conditionOver(place, depth - 1)]
      return dice.chance(0.3) ? { op: 'not', of: of[0]! } : { op: dice.pick(['and', 'or']), of }
    }
    if (dice.chance(0.3)) return { op: 'isSet', source: source() }
    return { op: dice.pick(COMPARISONS), left: source(), right: { from: 'value', value: dice.below(10) } }
  }

  const visible: Visible[] = Object.entries(PARAMS).map(([name, value]) => ({
    source: { from: 'param', name },
    isList: Array.isArray(value),
  }))
  const root = scope({ prefix: '', depth: 0, visible, reads: () => undefined })
  return {
    schema: 'regauge.plan/1',
    pipeline: 'model',
    spec: '',
    params: PARAMS,
    stack: { name: 'model', revision: '' },
    failMode: dice.pick([...FAIL_MODES, 'continue', 'continue']),
    ...(dice.chance(0.05) && { deadlineMs: 30_000 }),
    launchers: { orchestrator: { flavor: 'model', image: 'host' }, gpu: { flavor: 'model', image: 'host' } },
    nodes: root.nodes,
    outputs: root.outputs,
    hooks: dice.chance(0.3) ? [hook('')] : [],
  }
}

function outputsOf(node: NodePlan, prefix: string): Visible[] {
  const names = node.kind === 'step' ? ['n', 'list', 'maybe'] : namesOf(node)
  return names.map((output) => ({
    source: { from: 'output', node: node.path, output },
    isList: node.kind === 'map' || output === 'list',
    node: { path: node.path, prefix },
  }))
}

function namesOf(node: Exclude<NodePlan, StepPlan>): string[] {
  const scopes = node.kind === 'map' ? [node.body] : [node.then, ...(node.else ? [node.else] : [])]
  return [...new Set(scopes.flatMap((scope) => Object.keys(scope.outputs)))]
}
