import type { ConditionSpec } from '../../spec/condition.ts'
import type { MapPlan, NodePlan, Plan, ResourcePlan, RetryPlan, StepPlan, WhenPlan } from '../../spec/plan.ts'
import type { SourceSpec } from '../../spec/source.ts'

const JSON_TYPE = { materializer: 'json' }

export interface StepChanges extends Partial<Omit<StepPlan, 'retry' | 'resources'>> {
  readonly retry?: Partial<RetryPlan>
  readonly resources?: Partial<ResourcePlan>
}

/** A step with one output `out` and one core, one attempt of its own and five extra ones, and pauses of a second. */
export function step(path: string, { retry, resources, ...changes }: StepChanges = {}): StepPlan {
  return {
    kind: 'step',
    path,
    step: 'any',
    launcher: 'orchestrator',
    resources: { cpu: 1, gpu: 0, ...resources },
    retry: { attempts: 1, infrastructure: 5, delayMs: 1000, maxDelayMs: 300_000, backoff: 2, jitter: 0, ...retry },
    graceMs: 10_000,
    env: {},
    secrets: [],
    inputs: {},
    outputs: { out: JSON_TYPE },
    needs: [],
    hooks: [],
    ...changes,
  }
}

/** A hook with the inputs that it may be told. */
export function hook(path: string, role: 'onSuccess' | 'onFailure' | 'onEnd', changes: StepChanges = {}): StepPlan {
  const told = { type: JSON_TYPE }
  const inputs = { run: told, path: told, status: told, failure: { ...told, optional: true as const } }
  return step(path, { role, inputs, ...changes })
}

/** Inputs that are read from the outputs of other steps, which are then needed. */
export function reading(...paths: readonly string[]): Pick<StepPlan, 'inputs' | 'needs'> {
  const inputs = paths.map((path, index) => [`in${index}`, { type: JSON_TYPE, source: outputOf(path) }])
  return { needs: paths, inputs: Object.fromEntries(inputs) }
}

/** As {@link reading}, but the step can do without them. */
export function readingIfThere(...paths: readonly string[]): Pick<StepPlan, 'inputs' | 'needs'> {
  const { needs, inputs } = reading(...paths)
  const optional = Object.entries(inputs).map(([name, input]) => [name, { ...input, optional: true }])
  return { needs, inputs: Object.fromEntries(optional) }
}

/** The output `out` of a node. */
export function outputOf(node: string): SourceSpec {
  return { from: 'output', node, output: 'out' }
}

/** A map over three items whose output is that of the last node of its body. */
export function map(path: string, nodes: readonly NodePlan[], changes: Partial<MapPlan> = {}): MapPlan {
  const body = { nodes, outputs: { out: outputOf(nodes.at(-1)!.path) } }
  return { kind: 'map', path, over: items(3), bundle: 1, needs: [], body, ...changes }
}

/** So many items, which are their own numbers. */
export function items(count: number): SourceSpec {
  return { from: 'value', value: Array.from({ length: count }, (_, item) => item) }
}

/** A when whose output is that of the last node of the arm that runs. */
export function when(
  path: string,
  condition: ConditionSpec,
  { then, otherwise, needs = [] }: { then: readonly NodePlan[]; otherwise?: readonly NodePlan[]; needs?: string[] },
): WhenPlan {
  const arm = (nodes: readonly NodePlan[]) => ({ nodes, outputs: { out: outputOf(nodes.at(-1)!.path) } })
  return { kind: 'when', path, condition, needs, then: arm(then), ...(otherwise && { else: arm(otherwise) }) }
}

/** A plan in fail mode `continue` whose launchers are `orchestrator` and `gpu`. */
export function plan(nodes: readonly NodePlan[], changes: Partial<Plan> = {}): Plan {
  return {
    schema: 'regauge.plan/1',
    pipeline: 'rehearsed',
    spec: '',
    params: {},
    stack: { name: 'local', revision: '' },
    failMode: 'continue',
    launchers: { orchestrator: { flavor: 'any', image: 'host' }, gpu: { flavor: 'any', image: 'host' } },
    nodes,
    outputs: {},
    hooks: [],
    ...changes,
  }
}
