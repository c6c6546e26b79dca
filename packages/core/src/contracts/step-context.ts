/** Structured lines of a step's log. */
export interface StepLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** What a step measures. Kept in the attempt's own records first, then sent to every tracker of the stack. */
export interface StepTracker {
  /** One value of a metric; `step` is its place on the x axis. NaN and infinities are kept. */
  metric(name: string, value: number, options?: { readonly step?: number }): void
  /** A setting that the attempt ran with. */
  param(name: string, value: string | number | boolean): void
  tag(name: string, value: string): void
}

/** What a step's `run` is given beside its inputs. */
export interface StepContext {
  readonly run: string
  readonly pipeline: string
  readonly step: string
  /** Dynamic path of the step run, e.g. `sweep[3].fit`. */
  readonly path: string
  /** From 1. */
  readonly attempt: number
  /** Item numbers of the enclosing maps, outermost first. */
  readonly items: readonly number[]
  /** Aborts on cancel and timeout; the process is killed when the grace period has passed. */
  readonly signal: AbortSignal
  readonly log: StepLog
  readonly tracker: StepTracker
  /** Shown in the live view; `fraction` is 0 to 1. */
  readonly progress: (fraction: number, message?: string) => void
  /** An empty directory of the attempt's own; removed after it. */
  readonly workDir: string
  /** The secrets that the step's policy names, by name. An undeclared one throws `SECRET_UNDECLARED`. */
  readonly secrets: { readonly [name: string]: string }
}
