import type { LauncherFacts, StackFacts } from '../../contracts/stack-facts.ts'

/** The name of the orchestrator among the launchers of a plan, and as a policy's `operator`: back from a step operator. */
export const ORCHESTRATOR = 'orchestrator'

/** A launcher by the name that the plan calls it. */
export interface ChosenLauncher {
  readonly name: string
  readonly facts: LauncherFacts
}

/** The launcher of a step: the step operator that its policy names, else the orchestrator. Undefined where there is none. */
export function chooseLauncher(operator: string | undefined, stack: StackFacts): ChosenLauncher | undefined {
  if (operator === undefined || operator === ORCHESTRATOR) return { name: ORCHESTRATOR, facts: stack.orchestrator }
  if (!Object.hasOwn(stack.operators, operator)) return undefined
  return { name: operator, facts: stack.operators[operator]! }
}

/** Every launcher of a stack, the orchestrator first. */
export function launchersOf(stack: StackFacts): readonly ChosenLauncher[] {
  const operators = Object.entries(stack.operators).map(([name, facts]) => ({ name, facts }))
  return [{ name: ORCHESTRATOR, facts: stack.orchestrator }, ...operators]
}
