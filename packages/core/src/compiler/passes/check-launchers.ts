import type { StackFacts } from '../../contracts/stack-facts.ts'
import { formatSize } from '../../util/size.ts'
import { suggest } from '../../util/names.ts'
import type { Outline } from '../outline.ts'
import { placeOf } from '../place.ts'
import type { Refusal } from '../refusal.ts'
import type { SettledStep } from '../settled-step.ts'
import { launchersOf } from './choose-launcher.ts'
import type { ChosenLauncher } from './choose-launcher.ts'

/**
 * Refuses steps whose operator the stack does not have, and steps that want more devices or memory than their launcher
 * has in all. More CPU than there is only means that the step runs alone. What a launcher does not count it has.
 */
export function checkLaunchers(
  outline: Outline,
  stack: StackFacts,
  settled: readonly SettledStep[],
): readonly Refusal[] {
  return settled.flatMap((each) => {
    if (!each.launcher) return [unknownOperator(outline, stack, each)]
    const { name, facts } = each.launcher
    return AMOUNTS.flatMap((amount): Refusal[] => {
      const wanted = each.policy.resources[amount.field] ?? 0
      const available = facts.capacity[amount.field]
      if (available === undefined || wanted <= available) return []
      const has = available === 0 ? 'has none' : `has ${amount.text(available)}`
      return [
        {
          code: 'PLAN_RESOURCES_EXCEEDED',
          message: `${placeOf(outline, each.step)}: resources.${amount.field} is ${amount.text(wanted)}, and ${launcherText(each.launcher!, stack)} ${has}.`,
          hint: alternative(amount, wanted, stack),
          details: {
            node: each.step.path,
            launcher: name,
            flavor: facts.flavor,
            field: amount.field,
            wanted,
            available,
          },
        },
      ]
    })
  })
}

interface Amount {
  readonly field: 'gpu' | 'memory'
  readonly text: (amount: number) => string
}

const AMOUNTS: readonly Amount[] = [
  { field: 'gpu', text: String },
  { field: 'memory', text: formatSize },
]

function unknownOperator(outline: Outline, stack: StackFacts, { step, policy }: SettledStep): Refusal {
  const operator = policy.operator!
  return {
    code: 'PLAN_OPERATOR_UNKNOWN',
    message: `${placeOf(outline, step)}: operator is "${operator}", and stack "${stack.name}" has no step operator of that name.`,
    hint: `${suggest(operator, Object.keys(stack.operators))} Step operators are named in the stack's file.`,
    details: { node: step.path, field: 'operator', value: operator, known: Object.keys(stack.operators) },
  }
}

/** A launcher in the words of a message: `the orchestrator "local" of stack "local"`. */
export function launcherText({ name, facts }: ChosenLauncher, stack: StackFacts): string {
  const what = name === 'orchestrator' ? 'the orchestrator' : `step operator "${name}"`
  return `${what} (flavor "${facts.flavor}") of stack "${stack.name}"`
}

/** The nearest place that can: a launcher of this stack that has enough, else a flavor of which it depends on the config. */
function alternative({ field, text }: Amount, wanted: number, stack: StackFacts): string {
  const able = launchersOf(stack).filter(({ facts }) => (facts.capacity[field] ?? Infinity) >= wanted)
  if (able.length > 0) {
    const names = able.map(({ name }) => `"${name}"`).join(' or ')
    return `Set operator to ${names}, which ${able.length === 1 ? 'has' : 'have'} enough.`
  }
  const operators = stack.flavorsOf['step-operator'].map(({ name }) => `"${name}"`)
  const known = operators.length === 0 ? '' : ` Flavors of step operators in its packages: ${operators.join(', ')}.`
  return `Ask for less, or add a step operator with ${field} of ${text(wanted)} or more to the stack.${known}`
}
