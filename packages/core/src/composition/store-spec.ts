import type { StoreSpec } from '../contracts/orchestrator.ts'
import type { StackSpec } from '../spec/stack-spec.ts'

/** How another process opens the store of a stack. */
export function storeSpecOf({ components, packages }: StackSpec): StoreSpec {
  return { component: components['artifact-store'], packages }
}
