import type { MetricLine, RunView, StepRunView } from '@regauge/core/records'

/** All that is known of a run. */
export interface RunDetails {
  readonly view: RunView
  readonly steps: readonly StepRunView[]
  /** Of each attempt that tracked something. */
  readonly tracked: readonly TrackedAttempt[]
}

/** What one attempt tracked: metrics, parameters and tags, in the order of time. */
export interface TrackedAttempt {
  readonly path: string
  readonly attempt: number
  readonly lines: readonly MetricLine[]
}
