import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeAbsence } from './artifact-store/absence.ts'
import { describeCancellation } from './artifact-store/cancellation.ts'
import { describeIfAbsent } from './artifact-store/if-absent.ts'
import { describeKeySafety } from './artifact-store/key-safety.ts'
import type { ArtifactStoreKit, CreatedStore } from './artifact-store/kit.ts'
import { describeListing } from './artifact-store/listing.ts'
import { describeRoundTrip } from './artifact-store/round-trip.ts'
import { describeWholeness } from './artifact-store/wholeness.ts'

/**
 * The promises of the artifact store's contract, as a suite: every store of a flavor has to keep all of them. Each test
 * gets a fresh store of `create`.
 *
 * @example
 * describeArtifactStore({
 *   name: 'memory',
 *   create: async () => ({ store: createMemoryStore(), remove: async () => {} }),
 * })
 */
export function describeArtifactStore(kit: ArtifactStoreKit): void {
  describe(`artifact store "${kit.name}"`, () => {
    let created: CreatedStore

    beforeEach(async () => {
      created = await kit.create()
    })
    afterEach(async () => {
      await created.store[Symbol.asyncDispose]()
      await created.remove()
    })

    const current = () => created
    describeRoundTrip(current)
    describeAbsence(current)
    describeWholeness(current)
    describeIfAbsent(current)
    describeListing(current)
    describeCancellation(current)
    describeKeySafety(current)

    test('disposing twice is no error', async () => {
      await created.store[Symbol.asyncDispose]()
      await created.store[Symbol.asyncDispose]()
      expect(['machine', 'network']).toContain(created.store.reach)
    })
  })
}
