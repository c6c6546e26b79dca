export type { OutcomeRecord } from '../spec/outcome.ts'

/** Which worker owns an attempt: `steps/<path>@<n>.claim.json`, put if absent. A worker's name is its own alone. */
export interface ClaimRecord {
  readonly schema: 'regauge.claim/1'
  readonly run: string
  readonly path: string
  readonly attempt: number
  readonly worker: string
  readonly at: string
}

/**
 * An attempt elsewhere was asked to stop: `steps/<path>@<n>.stop.json`, put if absent before its place is told to end, so
 * that its supervisor knows a request from a place that is being taken away.
 */
export interface StopRecord {
  readonly schema: 'regauge.stop/1'
  readonly run: string
  readonly path: string
  readonly attempt: number
  readonly reason: 'cancelled' | 'timeout'
  /** How long it may take over it; absent: its own grace period. */
  readonly graceMs?: number
  readonly at: string
}

/** One line of a log chunk (JSON Lines). */
export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly t: number
  /** `out`, `err`: what the process wrote; `log`: what the step logged. */
  readonly s: 'out' | 'err' | 'log'
  readonly l?: 'debug' | 'info' | 'warn' | 'error'
  /** The text, without the line's end. */
  readonly m: string
  readonly f?: { readonly [field: string]: unknown }
}

/** One line of a metrics chunk (JSON Lines). */
export type MetricLine =
  | {
      readonly kind: 'metric'
      readonly t: number
      readonly name: string
      readonly value: number | 'NaN' | 'Infinity' | '-Infinity'
      readonly step?: number
    }
  | { readonly kind: 'param'; readonly t: number; readonly name: string; readonly value: string }
  | { readonly kind: 'tag'; readonly t: number; readonly name: string; readonly value: string }
