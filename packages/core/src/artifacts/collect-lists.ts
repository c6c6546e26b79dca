import type { ArtifactWriter } from '../contracts/materializer.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import type { Json } from '../util/json.ts'
import { writeItems } from './list-entries.ts'

/** For each output of a map, what its items left, in the order of the items; null where an item left nothing. */
export type ItemOutputs = { readonly [output: string]: readonly (ArtifactRef | null)[] }

/**
 * Makes one list of the outputs of a map's items, for each output. Small plain values become a JSON array, just as if
 * one step had returned them all; anything else a list that keeps the refs, so that no content is copied.
 */
export async function collectLists(
  items: ItemOutputs,
  writer: ArtifactWriter,
): Promise<{ readonly [output: string]: ArtifactRef }> {
  const lists: [string, ArtifactRef][] = []
  for (const [output, refs] of Object.entries(items)) {
    const values = plainValues(refs)
    const list = values
      ? await writeItems('json', encode(values), writer)
      : await writeItems('list', encode(refs.map(toEntry)), writer)
    lists.push([output, list])
  }
  return Object.fromEntries(lists)
}

/** The items' values where all of them are small and plain, else undefined. */
function plainValues(refs: readonly (ArtifactRef | null)[]): readonly Json[] | undefined {
  const values: Json[] = []
  for (const ref of refs) {
    if (ref?.format !== 'json' || ref.value === undefined) return undefined
    values.push(ref.value)
  }
  return values
}

function toEntry(ref: ArtifactRef | null): unknown {
  return ref?.format === 'json' && ref.value !== undefined ? { value: ref.value } : ref
}

function* encode(items: Iterable<unknown>): Generator<string> {
  for (const item of items) yield JSON.stringify(item)
}
