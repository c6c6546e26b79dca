import type { Failure } from '../../errors/failure.ts'
import { userFailure } from './user-failure.ts'

/** Watches for what ends an attempt without its function having returned. */
export interface CrashWatch {
  /** `onCrash` is called for each error in the dark, and where nothing is left that could settle a promise. */
  watch(onCrash: (failure: Failure) => void): void
  /** From now on, an error ends this process. */
  unwatch(): void
}

/**
 * Takes over what would otherwise end the process. Where the author's code listens for such errors itself, they count as
 * handled. `onIdle` is called before a process without anything to do would end.
 */
export function watchForCrashes(projectRoot: () => string, onIdle: () => void): CrashWatch {
  let report: ((failure: Failure) => void) | undefined
  const onError = (event: 'uncaughtException' | 'unhandledRejection') => (thrown: unknown) => {
    if (process.listenerCount(event) > 1) return
    const failure = userFailure(thrown, { projectRoot: projectRoot(), code: 'STEP_UNHANDLED' })
    if (report) return report(failure)
    // What an attempt left behind has failed after its end: the run's log is told, and nobody else may suffer from it.
    process.stderr.write(`${failure.stack ?? failure.message}\n`)
    process.exit(1)
  }
  process.on('uncaughtException', onError('uncaughtException'))
  process.on('unhandledRejection', onError('unhandledRejection'))
  process.on('beforeExit', () => {
    onIdle()
    report?.({
      class: 'user',
      code: 'STEP_NEVER_SETTLED',
      message: 'The step waits for a promise that nothing can settle any more.',
    })
  })
  return {
    watch: (onCrash) => {
      report = onCrash
    },
    unwatch: () => {
      report = undefined
    },
  }
}
