import type { ArtifactRef } from '../../spec/artifact-ref.ts'
import type { DriverState, Lookup } from './state.ts'

/** Asks for a value that is not at hand. */
export function ask(state: DriverState, lookup: Lookup, read: { ref: ArtifactRef; item?: number }): void {
  const id = `${lookup.run.path}#${lookup.operand}`
  state.lookups.set(id, lookup)
  state.commands.push({ kind: 'resolve', id, ...read })
}

/** What an answer is for; undefined where it came before, or nobody waits for it any more. */
export function takeLookup(state: DriverState, id: string): Lookup | undefined {
  const lookup = state.lookups.get(id)
  state.lookups.delete(id)
  return lookup?.run.status === 'open' ? lookup : undefined
}
