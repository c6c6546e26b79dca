import { createArtifactReader } from '../artifacts/artifact-reader.ts'
import { createArtifactWriter } from '../artifacts/artifact-writer.ts'
import { collectLists } from '../artifacts/collect-lists.ts'
import { isPlainEntry, readEntries } from '../artifacts/list-entries.ts'
import { readArtifact } from '../artifacts/read-artifact.ts'
import { writeArtifact } from '../artifacts/write-artifact.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { AnyArtifactType } from '../contracts/definition.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import type { InputBinding } from '../spec/envelope.ts'
import { isJson } from '../util/canonical-json.ts'
import type { Json } from '../util/json.ts'

const PLAIN: AnyArtifactType = { spec: { materializer: 'json' }, optional: true }

/** The values that the driver itself reads and writes: operands of conditions, and lists of maps. */
export interface DriverValues {
  /** A value that a condition asks for; undefined where it is absent. */
  read(ref: ArtifactRef, item?: number): Promise<Json | undefined>
  /** One list for each output of a map. */
  collect(items: { readonly [name: string]: readonly (InputBinding | null)[] }): Promise<Refs>
  /** The outputs of the pipeline; an absent one has no entry. */
  outputs(bindings: { readonly [name: string]: InputBinding }): Promise<Refs>
}

type Refs = { readonly [name: string]: ArtifactRef }

/** Values in a run's store; lists are spooled in the work directory. */
export function openDriverValues(store: ArtifactStore, workDir: string, signal: AbortSignal): DriverValues {
  const writer = createArtifactWriter(store, { workDir, signal })
  const reader = createArtifactReader(store, { workDir, signal })

  async function toRef(binding: InputBinding | null): Promise<ArtifactRef | null> {
    if (binding === null) return null
    if (!('artifact' in binding)) return writeArtifact(binding.value, PLAIN, { writer })
    if (binding.item === undefined) return binding.artifact
    const range = { start: binding.item, end: binding.item + 1 }
    for await (const entry of readEntries(binding.artifact, reader, range)) {
      return isPlainEntry(entry) ? writeArtifact(entry.value, PLAIN, { writer }) : entry
    }
    return null
  }

  return {
    async read(ref, item) {
      const value = await readArtifact(item === undefined ? ref : { artifact: ref, item }, PLAIN, { reader })
      return isJson(value) ? value : undefined
    },
    async collect(items) {
      const refs: [string, (ArtifactRef | null)[]][] = []
      for (const [name, bindings] of Object.entries(items)) {
        const list: (ArtifactRef | null)[] = []
        for (const binding of bindings) list.push(await toRef(binding))
        refs.push([name, list])
      }
      return collectLists(Object.fromEntries(refs), writer)
    },
    async outputs(bindings) {
      const refs: [string, ArtifactRef][] = []
      for (const [name, binding] of Object.entries(bindings)) {
        const ref = await toRef(binding)
        if (ref !== null) refs.push([name, ref])
      }
      return Object.fromEntries(refs)
    },
  }
}
