import type { StackSpec } from '../spec/stack-spec.ts'
import { checkConfig, type ConfiguredComponent } from './check-config.ts'
import { checkRequirements } from './check-requirements.ts'
import { componentsOf } from './components.ts'
import { unknownFlavor, type FlavorRegistry } from './flavor-registry.ts'
import { toError, type Issue } from './issue.ts'
import { originOf, type Origins } from './origin.ts'

/** A stack that is to be checked or opened: one that was loaded, or a spec from a record. */
export interface OpenableStack {
  readonly spec: StackSpec
  /** So that errors name lines. */
  readonly origins?: Origins
}

/**
 * Chooses the flavor of every component, and checks what it requires and, with references unresolved, its config. All
 * that is wrong with the stack ends up in one error. Nothing is created.
 */
export async function checkComponents(
  { spec, origins = new Map() }: OpenableStack,
  flavors: FlavorRegistry,
): Promise<readonly ConfiguredComponent[]> {
  const issues: Issue[] = []
  const chosen: ConfiguredComponent[] = []
  const components = componentsOf(spec)
  for (const component of components) {
    const path = [...component.path, 'flavor']
    const found = flavors.find(component.kind, component.component.flavor)
    if (!found) {
      const issue = unknownFlavor(flavors, component.kind, component.component.flavor)
      issues.push({ ...issue, at: originOf(origins, path), path })
      continue
    }
    const configured = { ...component, flavor: found, origins }
    chosen.push(configured)
    issues.push(...(await checkConfig(configured)))
  }
  // A component without a flavor would seem to be missing.
  if (chosen.length === components.length) issues.push(...checkRequirements(chosen))
  if (issues.length > 0) throw toError(issues)
  return chosen
}
