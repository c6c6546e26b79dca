import type { Orchestrator, StepOperator } from '../contracts/orchestrator.ts'
import type { StackFacts } from '../contracts/stack-facts.ts'
import type { FlavorRegistry } from '../registry/flavor-registry.ts'
import type { StackSpec } from '../spec/stack-spec.ts'
import type { Digest } from '../util/digest.ts'

/** A stack's components, as far as the facts need them. */
interface OpenedStack {
  readonly spec: StackSpec
  readonly revision: Digest
  readonly flavors: FlavorRegistry
  readonly orchestrator: Pick<Orchestrator, 'capacity'>
  readonly operators: { readonly [name: string]: Pick<StepOperator, 'capacity'> }
}

/** What the compiler is told of a stack whose components have been made. */
export function toStackFacts({ spec, revision, orchestrator, operators, flavors }: OpenedStack): StackFacts {
  const { orchestrator: main, 'artifact-store': store, 'step-operators': named } = spec.components
  const operatorFacts = Object.entries(named).map(([name, { flavor }]) => {
    const { capabilities } = flavors.get('step-operator', flavor)
    return [name, { flavor, capabilities, capacity: operators[name]!.capacity }] as const
  })
  return Object.freeze({
    name: spec.name,
    revision,
    defaults: spec.defaults,
    store: { flavor: store.flavor, capabilities: flavors.get('artifact-store', store.flavor).capabilities },
    orchestrator: {
      flavor: main.flavor,
      capabilities: flavors.get('orchestrator', main.flavor).capabilities,
      capacity: orchestrator.capacity,
    },
    operators: Object.fromEntries(operatorFacts),
    flavorsOf: flavors.flavorsOf,
  })
}
