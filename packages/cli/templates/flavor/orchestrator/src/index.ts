/** An orchestrator for Regauge that runs each attempt in a fresh process. */
export type { Config } from './config.ts'
export { orchestrator } from './flavor.ts'
