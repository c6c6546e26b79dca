import type { Flavor, Kind } from '../contracts/flavor.ts'
import type { ConfiguredComponent } from './check-config.ts'
import type { Issue } from './issue.ts'
import { originOf } from './origin.ts'

/** Components that cannot be made: they require a kind that the stack does not have, or each other. */
export function checkRequirements(chosen: readonly ConfiguredComponent[]): readonly Issue[] {
  // A named component is one of several, so nothing can require it.
  const single = new Map(chosen.filter(({ name }) => name === undefined).map((each) => [each.flavor.kind, each]))
  const missing = chosen.flatMap((component) =>
    component.flavor.requires.filter((kind) => !single.has(kind)).map((kind) => lacks(component, kind)),
  )
  const circle = [...single.values()].filter(({ flavor }) => needed(flavor, single).has(flavor.kind))
  return circle.length > 0 ? [...missing, needEachOther(circle)] : missing
}

/** The kinds that a flavor requires, those that these require, and so on. */
function needed(flavor: Flavor, single: ReadonlyMap<Kind, ConfiguredComponent>): ReadonlySet<Kind> {
  const kinds = new Set(flavor.requires)
  // A set is iterated in the order of insertion, what is added meanwhile included.
  for (const kind of kinds) for (const next of single.get(kind)?.flavor.requires ?? []) kinds.add(next)
  return kinds
}

function lacks(component: ConfiguredComponent, missing: Kind): Issue {
  const { kind, name } = component.flavor
  return {
    code: 'STACK_COMPONENT_MISSING',
    message: `The flavor "${name}" of ${kind} needs ${aKind(missing)}, which the stack does not have.`,
    hint: `Choose another flavor of ${kind}.`,
    ...placeOf(component),
  }
}

function needEachOther(circle: readonly ConfiguredComponent[]): Issue {
  const needs = circle.map(({ flavor }) => `${flavor.kind} "${flavor.name}" needs ${flavor.requires.join(' and ')}`)
  return {
    code: 'STACK_COMPONENT_CYCLE',
    message: `Components of the stack need each other: ${needs.join('; ')}.`,
    hint: 'Choose another flavor for one of them.',
    ...placeOf(circle[0]!),
  }
}

function placeOf({ origins, path: base }: ConfiguredComponent): Pick<Issue, 'at' | 'path'> {
  const path = [...base, 'flavor']
  return { at: originOf(origins, path), path }
}

function aKind(kind: Kind): string {
  return `${/^[aeo]/.test(kind) ? 'an' : 'a'} ${kind}`
}
