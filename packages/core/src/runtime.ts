/** `@regauge/core/runtime`: the supervision of worker processes, for authors of launchers. */
export { BundleSupervisor } from './runtime/bundle-supervisor.ts'
export { failureOf } from './runtime/failure-of.ts'
export { RunLog } from './runtime/run-log.ts'
export type { SupervisorContext, WorkerSource } from './runtime/supervisor-context.ts'
export { WorkerPool } from './runtime/worker-pool.ts'
export type { WorkerPoolOptions } from './runtime/worker-pool.ts'
export type { WorkerProfile } from './runtime/worker-process.ts'
export type { StopReason, StoreSpec, WorkerSetup } from './runtime/worker-protocol.ts'
