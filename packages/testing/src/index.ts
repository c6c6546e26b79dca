/** `@regauge/testing`: the promises of each contract as a suite that a flavor runs against itself. */
export { describeArtifactStore } from './artifact-store.ts'
export type { ArtifactStoreKit, CreatedStore } from './artifact-store/kit.ts'
