/** `@regauge/core/records`: what runs leave behind in an artifact store, and how it is read. */
export { parseStepKey, staticPath } from './records/keys.ts'
export type { LogLine, MetricLine, OutcomeRecord } from './records/outcome-record.ts'
export type { ArtifactRef } from './spec/artifact-ref.ts'
export type {
  EndRecord,
  LiveAttempt,
  NodeStatus,
  RunRecord,
  StatusRecord,
  StepCounts,
} from './records/run-record.ts'
