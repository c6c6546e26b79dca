/** `@regauge/core/serve`: the worker's side of supervision, for authors of workers that are no processes of their own. */
export type { WorkerExit } from './runtime/exit-failure.ts'
export type { AttemptOrder, FromWorker, StopReason, ToWorker } from './runtime/worker-protocol.ts'
export { serveAttempts, type WorkerHost, type WorkerPlace } from './runtime/worker/serve-attempts.ts'
