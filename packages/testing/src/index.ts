/** `@regauge/testing`: the promises of each contract as a suite that a flavor runs against itself, and fakes. */
export { describeArtifactStore } from './artifact-store.ts'
export type { ArtifactStoreKit } from './artifact-store.ts'
export { describeLauncher } from './launcher.ts'
export type { LauncherKit } from './launcher.ts'
export { describeOrchestrator } from './orchestrator.ts'
export type { OrchestratorKit } from './orchestrator.ts'
export type { CreatedStore } from './artifact-store/store-test.ts'
export type {
  KitRequest,
  LauncherPlace,
  StorePlace,
  TestEvent,
  TestReport,
  TestRequest,
} from './flavor-test/request.ts'
export type { KitReport, Waiver } from './kit.ts'
export { KIT_SECRETS } from './stack-under-test.ts'
export type { OpenedStack, StackUnderTest } from './stack-under-test.ts'
export type { DriverUnderTest, StartDriver } from './driver-under-test.ts'
export { createMemoryArtifactStore } from './memory-artifact-store.ts'
