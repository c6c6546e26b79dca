import { storeCode } from '../code/store-code.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { createConditionsCheck } from '../contracts/conditions-check.ts'
import { bytesSource } from '../contracts/source.ts'
import { keys } from '../records/keys.ts'
import type { StackSpec } from '../spec/stack-spec.ts'
import type { PreparedRun } from './prepare-run.ts'

/**
 * Stores what runs of a pipeline need beside their records: its code package. Throws `STORE_UNSUITABLE`, and writes
 * nothing of it, where the store ignores that it is to write only if absent.
 */
export async function storePrepared(
  store: ArtifactStore,
  { code }: Pick<PreparedRun, 'code'>,
  stack: Pick<StackSpec, 'name'>,
): Promise<void> {
  await assertConditions(store, `the store of stack "${stack.name}"`)
  await storeCode(store, code)
}

/** Whatever the store's own package promises: it costs one request, and without it no record can be relied on. */
function assertConditions(store: ArtifactStore, place: string): Promise<void> {
  const putIfAbsent = async () => {
    const { written } = await store.put(keys.conditions, bytesSource(new Uint8Array()), { ifAbsent: true })
    return written
  }
  return createConditionsCheck(place, putIfAbsent)(undefined)
}
