import type { StackFacts } from '../contracts/stack-facts.ts'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import { PLAN_SCHEMA } from '../spec/plan.ts'
import type { LauncherPlan, Plan } from '../spec/plan.ts'
import type { FailMode, PolicySpec } from '../spec/policy.ts'
import { digestOfJson } from '../util/digest.ts'
import { parseDuration } from '../util/duration.ts'
import { deepFreeze } from '../util/freeze.ts'
import type { JsonObject } from '../util/json.ts'
import { BUILT_IN_FAIL_MODE } from './built-in-policy.ts'
import { outlineOf } from './outline.ts'
import { checkLaunchers } from './passes/check-launchers.ts'
import { checkNames } from './passes/check-names.ts'
import { checkParameters } from './passes/check-parameters.ts'
import { checkPolicies } from './passes/check-policies.ts'
import { checkReferences } from './passes/check-references.ts'
import { checkShape } from './passes/check-shape.ts'
import { checkStore } from './passes/check-store.ts'
import { planNodes } from './passes/plan-nodes.ts'
import { settleSteps } from './passes/settle-steps.ts'
import { throwRefusals } from './refusal.ts'
import type { SettledStep } from './settled-step.ts'

/** What one submission says itself; it wins over everything else. */
export interface CompileFlags {
  readonly policy?: PolicySpec | undefined
  readonly failMode?: FailMode | undefined
}

/**
 * Compiles a pipeline for a stack. Pure: equal arguments give equal bytes, and nothing is asked of a clock, a disk or
 * a network. The parameters have been validated and filled in (`PipelineDefinition.parseParams`).
 *
 * Throws what is wrong with the spec and what the stack cannot carry, all of it in one error: its code and hint are
 * the first refusal's, `details.refusals` lists them all. The plan is frozen and shares nothing with the arguments.
 */
// oxlint-disable-next-line max-params -- the three things that make a plan, and what a submission changes of it
export function compile(spec: PipelineSpec, params: JsonObject, stack: StackFacts, flags: CompileFlags = {}): Plan {
  throwRefusals(checkShape(spec))
  const outline = outlineOf(spec)
  const settled = settleSteps(outline, stack, flags.policy)
  throwRefusals([
    ...checkNames(outline),
    ...checkReferences(outline),
    ...checkParameters(outline, params),
    ...checkPolicies(outline, [
      { place: `Stack "${stack.name}", defaults`, policy: stack.defaults },
      { place: 'The policy of the submission', policy: flags.policy ?? {} },
    ]),
    ...checkLaunchers(outline, stack, settled),
    ...checkStore(outline, stack, settled),
  ])

  const deadlineMs = spec.deadline === undefined ? undefined : parseDuration(spec.deadline)
  const plan: Plan = {
    schema: PLAN_SCHEMA,
    pipeline: spec.name,
    spec: digestOfJson(spec),
    params,
    stack: { name: stack.name, revision: stack.revision },
    failMode: flags.failMode ?? spec.failMode ?? BUILT_IN_FAIL_MODE,
    ...(deadlineMs !== undefined && { deadlineMs }),
    launchers: planLaunchers(settled),
    ...planNodes(outline, settled),
    outputs: spec.outputs,
  }
  // A plan is JSON; the copy keeps it apart from a spec and parameters that the caller may still change.
  return deepFreeze(JSON.parse(JSON.stringify(plan)) as Plan)
}

/** The launchers that the steps use, by name, in the order of the names. */
function planLaunchers(settled: readonly SettledStep[]): Plan['launchers'] {
  const launchers = new Map<string, LauncherPlan>()
  for (const { launcher } of settled) {
    if (!launcher) continue
    const { flavor, capabilities } = launcher.facts
    launchers.set(launcher.name, { flavor, image: capabilities.image })
  }
  return Object.fromEntries([...launchers].sort(([a], [b]) => (a < b ? -1 : 1)))
}
