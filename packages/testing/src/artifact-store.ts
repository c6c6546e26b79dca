import type { ArtifactStoreCapabilities } from '@regauge/core'
import { describeAbsence } from './artifact-store/absence.ts'
import { describeCancellation } from './artifact-store/cancellation.ts'
import { describeCapabilities } from './artifact-store/capabilities.ts'
import { describeIfAbsent } from './artifact-store/if-absent.ts'
import { describeKeys } from './artifact-store/keys.ts'
import { describeListing } from './artifact-store/listing.ts'
import { describeRoundTrip } from './artifact-store/round-trip.ts'
import type { CreatedStore } from './artifact-store/store-test.ts'
import { describeWholeness } from './artifact-store/wholeness.ts'
import type { KitReport, Waiver } from './kit.ts'
import { describeKit } from './kit.ts'

/** What the suite of a store is made of. */
export interface ArtifactStoreKit {
  /** The flavor's name, for the title of the suite. @default 'artifact store' */
  readonly name?: string
  /** A fresh, empty store for each test. */
  create(): Promise<CreatedStore>
  /** What the flavor declares: that has to work, and what it does not declare has to be refused. */
  readonly capabilities: ArtifactStoreCapabilities
  /** Bytes. Less than the contract promises where the stores of the kit lie deep below a prefix. @default 1024 */
  readonly longestKey?: number
  /** @default none */
  readonly waivers?: readonly Waiver[]
  /** @default none */
  readonly report?: KitReport
}

/**
 * The promises of the artifact store's contract, as a suite that every store has to pass.
 *
 * @example
 * describeArtifactStore({
 *   create: async () => ({ store: createMemoryArtifactStore() }),
 *   capabilities: { reach: 'machine', nestedKeys: true },
 *   waivers: [{ test: 'of writers in several processes exactly one is told that it wrote', reason: 'one process only' }],
 * })
 */
export function describeArtifactStore(kit: ArtifactStoreKit): void {
  const title = kit.name === undefined ? 'artifact store' : `artifact store "${kit.name}"`
  const proves = { kit: 'artifact-store', kind: 'artifact-store', capabilities: kit.capabilities } as const
  describeKit({ title, waivers: kit.waivers ?? [], report: kit.report, proves }, (add) => {
    const storeTest = (name: string, run: (created: CreatedStore) => Promise<void>) =>
      add(name, async () => {
        const created = await kit.create()
        try {
          await run(created)
        } finally {
          await created.store[Symbol.asyncDispose]()
          await created.remove?.()
        }
      })
    describeRoundTrip(storeTest)
    describeAbsence(storeTest)
    describeWholeness(storeTest)
    describeIfAbsent(storeTest)
    describeListing(storeTest)
    describeCancellation(storeTest)
    describeKeys(storeTest, kit.longestKey ?? 1_024)
    describeCapabilities(storeTest, kit.capabilities)
  })
}
