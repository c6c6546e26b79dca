import type { MapPlan, NodePlan, ScopePlan, StepPlan, WhenPlan } from '../../spec/plan.ts'
import type { MapNodeSpec, WhenNodeSpec } from '../../spec/pipeline-spec.ts'
import { needsOf } from '../needs.ts'
import { isStep } from '../outline.ts'
import type { Outline, PlacedNode, PlacedStep, Scope } from '../outline.ts'
import type { SettledStep } from '../settled-step.ts'

/** The plans of all nodes of the top level and of the pipeline's hooks, made of what has been checked. */
export function planNodes(
  outline: Outline,
  settled: readonly SettledStep[],
): { readonly nodes: readonly NodePlan[]; readonly hooks: readonly StepPlan[] } {
  const settledBy = new Map(settled.map((each) => [each.step, each]))

  function planNode(node: PlacedNode): NodePlan {
    if (isStep(node)) return planStep(node)
    if (node.spec.kind === 'map') return planMap(node, node.spec)
    // The third kind that there is.
    return planWhen(node, node.spec as WhenNodeSpec)
  }

  function planStep(step: PlacedStep): StepPlan {
    const { policy, launcher } = settledBy.get(step)!
    const { spec } = step
    const { facts, name } = launcher!
    const image = facts.capabilities.image === 'host' ? 'host' : policy.image
    return {
      kind: 'step',
      path: step.path,
      step: spec.step,
      ...(spec.role && { role: spec.role }),
      launcher: name,
      ...(image !== undefined && { image }),
      resources: policy.resources,
      retry: limitMemory(policy.retry, facts.capacity.memory),
      ...(policy.timeoutMs !== undefined && { timeoutMs: policy.timeoutMs }),
      graceMs: policy.graceMs,
      env: policy.env,
      secrets: policy.secrets,
      inputs: spec.inputs,
      outputs: spec.outputs,
      ...(spec.command && { command: spec.command }),
      needs: needsOf(outline, step).map((need) => need.path),
      hooks: step.hooks.map(planStep),
    }
  }

  function planMap(node: PlacedNode, spec: MapNodeSpec): MapPlan {
    return {
      kind: 'map',
      path: node.path,
      over: spec.over,
      ...(spec.concurrency !== undefined && { concurrency: spec.concurrency }),
      bundle: spec.bundle ?? 1,
      needs: needsOf(outline, node).map((need) => need.path),
      body: planScope(node.inner[0]!),
    }
  }

  function planWhen(node: PlacedNode, spec: WhenNodeSpec): WhenPlan {
    const [then, otherwise] = node.inner
    return {
      kind: 'when',
      path: node.path,
      condition: spec.condition,
      needs: needsOf(outline, node).map((need) => need.path),
      // oxlint-disable-next-line unicorn/no-thenable -- the name of an arm; a plan is never awaited
      then: planScope(then!),
      ...(otherwise && { else: planScope(otherwise) }),
    }
  }

  function planScope(scope: Scope): ScopePlan {
    return { nodes: scope.nodes.map(planNode), outputs: scope.spec.outputs }
  }

  return { nodes: outline.root.nodes.map(planNode), hooks: outline.hooks.map(planStep) }
}

/** An attempt that gets more memory after running out of it never gets more than its launcher has. */
function limitMemory(retry: StepPlan['retry'], capacity: number | undefined): StepPlan['retry'] {
  if (!retry.onOom || capacity === undefined) return retry
  return { ...retry, onOom: { ...retry.onOom, maxBytes: Math.min(retry.onOom.maxBytes ?? capacity, capacity) } }
}
