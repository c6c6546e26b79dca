import type { PolicySpec } from '../spec/policy.ts'
import type { ComponentSpec, StackSpec } from '../spec/stack-spec.ts'
import { deepFreeze } from '../util/freeze.ts'
import { suggest } from '../util/names.ts'
import { entryOf, textOf, toJson, type MapNode } from './document-tree.ts'
import { toError, type Issue } from './issue.ts'
import { missingFlavors } from './stack-document.ts'

/** What a checked document may look like as a value. */
interface StackValue {
  readonly name: string
  readonly description?: string
  readonly packages?: readonly string[]
  readonly components: { readonly [field: string]: unknown }
  readonly defaults?: PolicySpec
}

/** The spec of a whole stack: of a document with everything that it extends. Throws what is missing in it. */
export function toStackSpec(root: MapNode): StackSpec {
  const issues = [...missingComponents(root), ...missingFlavors(root), ...unknownOperator(root)]
  if (issues.length > 0) throw toError(issues)
  // The document has been checked against the shape of stacks, and nothing is missing.
  const { name, description, packages = [], components, defaults = {} } = toJson(root) as unknown as StackValue
  const registry = components['model-registry']
  return deepFreeze({
    name,
    ...(description !== undefined && { description }),
    packages,
    components: {
      orchestrator: component(components['orchestrator']),
      'artifact-store': component(components['artifact-store']),
      'experiment-trackers': named(components['experiment-trackers']),
      ...(registry !== undefined && { 'model-registry': component(registry) }),
      'step-operators': named(components['step-operators']),
    },
    defaults,
  })
}

function component(value: unknown): ComponentSpec {
  // Checked like the whole document.
  const { flavor, config = {} } = value as Pick<ComponentSpec, 'flavor'> & Partial<ComponentSpec>
  return { flavor, config }
}

function named(value: unknown): { readonly [name: string]: ComponentSpec } {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, component(member)]))
}

function missingComponents(root: MapNode): readonly Issue[] {
  const components = entryOf(root, 'components')
  return ['orchestrator', 'artifact-store']
    .filter((kind) => !entryOf(components, kind))
    .map((kind): Issue => {
      const message = `The stack has no "components.${kind}".`
      const hint = `Add one, e.g. "${kind}: { flavor: local }", or extend a stack that has one.`
      return { code: 'STACK_KEY_MISSING', message, hint, at: (components ?? root).at, path: ['components'] }
    })
}

function unknownOperator(root: MapNode): readonly Issue[] {
  const defaults = entryOf(root, 'defaults')
  const operator = textOf(defaults, 'operator')
  const operators = entryOf(entryOf(root, 'components'), 'step-operators')
  if (operator === undefined || entryOf(operators, operator)) return []
  const known = operators?.kind === 'map' ? [...operators.entries.keys()] : []
  const message = `The stack has no step operator "${operator}".`
  const at = entryOf(defaults, 'operator')!.at
  return [{ code: 'STACK_VALUE_INVALID', message, hint: suggest(operator, known), at, path: ['defaults', 'operator'] }]
}
