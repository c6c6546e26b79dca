/** `@regauge/core/records`: what runs leave behind in an artifact store, and how it is read. */
export { parseStepKey, staticPath } from './records/keys.ts'
export type { ClaimRecord, LogLine, MetricLine, OutcomeRecord } from './records/outcome-record.ts'
export type { ArtifactRef } from './spec/artifact-ref.ts'
export type {
  EndRecord,
  LiveAttempt,
  NodeStatus,
  RequestRecord,
  RunRecord,
  RunWarning,
  StatusRecord,
  StepCounts,
} from './records/run-record.ts'
export { isDriverAlive } from './records/driver-alive.ts'
export { findRun } from './records/find-run.ts'
export { listAll } from './records/list-all.ts'
export type { ListRunsOptions, RunSummary } from './records/list-runs.ts'
export { listRuns, summaryOf } from './records/list-runs.ts'
export type { StepRunView } from './records/list-step-runs.ts'
export { listStepRuns } from './records/list-step-runs.ts'
export { comparePaths } from './records/path-order.ts'
export type { AttemptLine, ReadLinesOptions } from './records/read-lines.ts'
export { readLogs, readMetrics, readRunLog } from './records/read-lines.ts'
export { requestedEpoch, takenRequest } from './records/requested-epoch.ts'
export { readStatus } from './records/read-status.ts'
export type { PutRecordOptions, ReadRecordOptions } from './records/record-store.ts'
export { putRecord, readRecord } from './records/record-store.ts'
export type { ScheduledRun } from './records/scheduled-run.ts'
export { scheduledRunId, scheduledRunKey } from './records/scheduled-run.ts'
export type { ReadRunOptions, RunStatus, RunView } from './records/run-view.ts'
export { readRun } from './records/run-view.ts'
