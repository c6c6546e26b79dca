import type { StepContext, StepLog, StepTracker } from '../../contracts/step-context.ts'
import type { LogLine, MetricLine } from '../../records/outcome-record.ts'
import type { AttemptOrder, FromWorker } from '../worker-protocol.ts'
import type { AttemptDirectories } from './attempt-directories.ts'
import { declaredSecrets } from './declared-secrets.ts'
import { toPlain } from './to-plain.ts'

/** What a step's context is made of. */
export interface StepContextOptions {
  readonly signal: AbortSignal
  readonly directories: AttemptDirectories
  readonly write: (line: LogLine | MetricLine) => void
  readonly send: (message: FromWorker) => void
}

/** Progress is told at most this often. */
const PROGRESS_MS = 100

/** The context of one attempt. Its log and metrics are in the output file when a call returns. */
export function createStepContext(order: AttemptOrder, options: StepContextOptions): StepContext {
  const { run, pipeline, step, path, attempt, items } = order.envelope
  return Object.freeze({
    run,
    pipeline,
    step,
    path,
    attempt,
    items,
    signal: options.signal,
    log: createLog(options.write),
    tracker: createTracker(options.write),
    progress: createProgress(order.id, options.send),
    get workDir() {
      return options.directories.work
    },
    secrets: declaredSecrets(step, order.secrets),
  })
}

function createLog(write: StepContextOptions['write']): StepLog {
  const at = (l: NonNullable<LogLine['l']>) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    write({ t: Date.now(), s: 'log', l, m: message, ...(fields === undefined ? {} : { f: toPlain(fields) }) })
  }
  return Object.freeze({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
}

function createTracker(write: StepContextOptions['write']): StepTracker {
  return Object.freeze({
    metric(name: string, value: number, options: { readonly step?: number } = {}) {
      const { step } = options
      write({
        kind: 'metric',
        t: Date.now(),
        name,
        value: toMetricValue(value),
        ...(step === undefined ? {} : { step }),
      })
    },
    param: (name: string, value: string | number | boolean) => {
      write({ kind: 'param', t: Date.now(), name, value: String(value) })
    },
    tag: (name: string, value: string) => {
      write({ kind: 'tag', t: Date.now(), name, value })
    },
  })
}

/** JSON has no NaN and no infinities. */
function toMetricValue(value: number): Extract<MetricLine, { kind: 'metric' }>['value'] {
  // The texts of the three numbers that are not finite are the ones that the record names.
  return Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity')
}

/** The first call is told at once; of those that follow too soon, the last one is told a little later. */
function createProgress(attempt: string, send: StepContextOptions['send']): StepContext['progress'] {
  let timer: NodeJS.Timeout | undefined
  let next: FromWorker | undefined
  const tell = () => {
    timer = undefined
    if (!next) return
    send(next)
    next = undefined
    timer = setTimeout(tell, PROGRESS_MS).unref()
  }
  return (fraction, message) => {
    // A share of nothing is not a number.
    const progress = Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction))
    next = { type: 'progress', attempt, progress, message }
    if (!timer) tell()
  }
}
