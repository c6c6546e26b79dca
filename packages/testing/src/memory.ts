/** `@regauge/testing/memory`: a component of each kind that needs nothing but its process. All pass the kits. */
export { memoryArtifactStore, memoryOrchestrator, memoryStepOperator } from './memory/flavors.ts'
export { createMemoryArtifactStore } from './memory-artifact-store.ts'
