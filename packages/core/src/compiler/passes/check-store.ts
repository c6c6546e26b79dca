import type { StackFacts } from '../../contracts/stack-facts.ts'
import type { Outline } from '../outline.ts'
import { placeOf } from '../place.ts'
import type { Refusal } from '../refusal.ts'
import type { SettledStep } from '../settled-step.ts'
import { launcherText } from './check-launchers.ts'

/** Refuses an artifact store of this machine under launchers whose attempts run on others; once for each launcher. */
export function checkStore(outline: Outline, stack: StackFacts, settled: readonly SettledStep[]): readonly Refusal[] {
  if (stack.store.capabilities.reach === 'network') return []
  const firstOf = new Map<string, SettledStep>()
  for (const each of settled) {
    const { launcher } = each
    if (launcher?.facts.capabilities.remote && !firstOf.has(launcher.name)) firstOf.set(launcher.name, each)
  }
  return [...firstOf.values()].map(({ step, launcher }) => ({
    code: 'PLAN_STORE_OUT_OF_REACH',
    message: `${placeOf(outline, step)}: ${launcherText(launcher!, stack)} runs steps on other machines, and the stack's artifact store (flavor "${stack.store.flavor}") has reach "machine".`,
    hint: alternative(stack),
    details: {
      node: step.path,
      launcher: launcher!.name,
      flavor: stack.store.flavor,
      capability: 'reach',
      value: 'machine',
    },
  }))
}

function alternative({ flavorsOf }: StackFacts): string {
  const stores = flavorsOf['artifact-store'].filter(({ capabilities }) => capabilities.reach === 'network')
  const launchers = [...flavorsOf.orchestrator, ...flavorsOf['step-operator']].filter(
    ({ capabilities }) => !capabilities.remote,
  )
  const store = `an artifact store with reach "network"${named(stores)}`
  return `Give the stack ${store}, or a launcher of this machine${named(launchers)}.`
}

function named(flavors: readonly { readonly name: string }[]): string {
  const names = [...new Set(flavors.map(({ name }) => `"${name}"`))]
  return names.length === 0 ? '' : ` (${names.join(', ')})`
}
