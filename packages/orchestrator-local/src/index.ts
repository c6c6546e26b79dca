/** `@regauge/orchestrator-local`: warm worker processes on this machine. */
export { localOrchestrator } from './flavor.ts'
export type { LocalOrchestratorConfig } from './config.ts'
