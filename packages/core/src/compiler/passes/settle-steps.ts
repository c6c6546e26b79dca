import type { StackFacts } from '../../contracts/stack-facts.ts'
import { mergePolicies } from '../../spec/merge-policy.ts'
import type { PolicySpec } from '../../spec/policy.ts'
import type { Outline } from '../outline.ts'
import type { SettledStep } from '../settled-step.ts'
import { chooseLauncher } from './choose-launcher.ts'
import { resolvePolicy } from './resolve-policy.ts'

/**
 * Merges the policies of every step and hook and picks its launcher. The layers are built-in < stack < pipeline <
 * step and call (merged in the spec) < flag.
 */
export function settleSteps(outline: Outline, stack: StackFacts, flag: PolicySpec | undefined): readonly SettledStep[] {
  return outline.steps.map((step) => {
    const policy = resolvePolicy(mergePolicies(stack.defaults, outline.spec.policy, step.spec.policy, flag))
    const launcher = chooseLauncher(policy.operator, stack)
    return { step, policy, ...(launcher && { launcher }) }
  })
}
