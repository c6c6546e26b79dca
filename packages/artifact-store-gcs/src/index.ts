/** `@regauge/artifact-store-gcs`: runs and artifacts in a bucket of Google Cloud Storage. */
export { gcsArtifactStore } from './flavor.ts'
export type { GcsArtifactStoreConfig } from './config.ts'
