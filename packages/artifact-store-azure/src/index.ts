/** `@regauge/artifact-store-azure`: runs and artifacts in a container of Azure Blob Storage. */
export { azureArtifactStore } from './flavor.ts'
export type { AzureArtifactStoreConfig } from './config.ts'
