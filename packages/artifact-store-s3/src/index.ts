/** `@regauge/artifact-store-s3`: runs and artifacts in a bucket of S3, or of a service that speaks its protocol. */
export { s3ArtifactStore } from './flavor.ts'
export type { S3ArtifactStoreConfig } from './config.ts'
