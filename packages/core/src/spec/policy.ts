import type { Duration } from '../util/duration.ts'
import type { Size } from '../util/size.ts'

/** How failed attempts are followed by further ones. */
export interface RetryPolicy {
  /** Starts that failures of the step's own making may use (`user`, `oom`, `timeout`), the first included. @default 1 */
  readonly attempts?: number
  /** Extra starts for what is not the step's fault (`infrastructure`, `lost`). @default 5 */
  readonly infrastructure?: number
  /** Pause before the second attempt. @default '1s' */
  readonly delay?: Duration
  /** The pause grows no longer than this. @default '5m' */
  readonly maxDelay?: Duration
  /** Factor between two pauses. @default 2 */
  readonly backoff?: number
  /** Share of the pause that is drawn at random, 0 to 1. @default 0.2 */
  readonly jitter?: number
  /** After running out of memory the next attempt gets `memory` times so much. @default 1 */
  readonly onOom?: { readonly memory: number; readonly max?: Size }
}

/** What a step needs of the machine that runs it. */
export interface ResourcePolicy {
  /** Cores; fractions allowed. @default 1 */
  readonly cpu?: number
  readonly memory?: Size
  /** Whole devices. @default 0 */
  readonly gpu?: number
}

/** How a step is run. Merged field by field: built-in < stack < pipeline < step < call < flag; later ones win. */
export interface PolicySpec {
  readonly retry?: RetryPolicy
  /** An attempt that takes longer is ended with class `timeout`. Absent: no limit. */
  readonly timeout?: Duration
  /** How long a step may go on after its signal has been aborted, before it is killed. @default '10s' */
  readonly grace?: Duration
  readonly resources?: ResourcePolicy
  /** The image the step needs where it is containerised. Launchers of plain processes do not use it. */
  readonly image?: string
  /** The stack's step operator that runs the step; absent: the orchestrator itself. */
  readonly operator?: string
  /** Environment of the step's process; plain values only, secrets go into `secrets`. */
  readonly env?: { readonly [name: string]: string }
  /** Names of secrets (`store.key`) the step may read; resolved where it runs, never stored. */
  readonly secrets?: readonly string[]
}

/** What a run does when a step has failed for good. */
export const FAIL_MODES = ['fail-fast', 'finish-running', 'continue'] as const

/**
 * - `fail-fast`: cancel what runs, start nothing more
 * - `finish-running`: let running attempts end, start nothing more
 * - `continue`: branches that do not depend on the failed step go on
 */
export type FailMode = (typeof FAIL_MODES)[number]
