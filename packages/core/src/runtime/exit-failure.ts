import type { Failure } from '../errors/failure.ts'

/** How a worker's process ended. */
export interface WorkerExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** It was ended from here. */
  readonly killed: boolean
}

/** Signals that the kernel sends for what machine code did. */
const FAULTS: ReadonlySet<string> = new Set(['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGABRT', 'SIGTRAP', 'SIGSYS'])
const HEAP_EXHAUSTED = /FATAL ERROR: .*(?:heap out of memory|Allocation failed|invalid (?:array|table) (?:length|size))/
/** Shells report a child that a signal ended as 128 and the signal's number. */
const ABORTED = 134

/**
 * Why an attempt failed whose worker ended without a result, by the worker's end and the last lines of its output.
 */
export function exitFailure({ code, signal, killed }: WorkerExit, lastLines: readonly string[]): Failure {
  if (killed) {
    return {
      class: 'infrastructure',
      code: 'STEP_KILLED',
      message: 'The process of the step was ended by its supervisor, together with other work.',
    }
  }
  const aborted = signal === 'SIGABRT' || code === ABORTED
  if ((aborted || FAULTS.has(signal ?? '')) && lastLines.some((line) => HEAP_EXHAUSTED.test(line))) {
    return {
      class: 'oom',
      code: 'STEP_OUT_OF_MEMORY',
      message: 'The step needed more memory than the heap of its process may have.',
    }
  }
  if (signal === null) {
    return { class: 'user', code: 'STEP_EXITED', message: `The step ended its process with exit code ${code ?? 0}.` }
  }
  if (FAULTS.has(signal)) {
    return { class: 'user', code: 'STEP_CRASHED', message: `The process of the step crashed with ${signal}.` }
  }
  return {
    class: 'infrastructure',
    code: 'STEP_KILLED',
    message: `The process of the step was ended by ${signal}, which nobody here has sent.`,
  }
}
