/** `@regauge/testing`: the promises of each contract as a suite that a flavor runs against itself, and fakes. */
export { describeArtifactStore } from './artifact-store.ts'
export type { ArtifactStoreKit } from './artifact-store.ts'
export type { CreatedStore } from './artifact-store/store-test.ts'
export type { Waiver } from './kit.ts'
export { createMemoryArtifactStore } from './memory-artifact-store.ts'
