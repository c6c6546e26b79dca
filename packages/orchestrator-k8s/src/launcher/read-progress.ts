import type { LauncherContext, LauncherEvent } from '@regauge/core'
import { attemptId } from '@regauge/core'
import { attemptState } from '@regauge/core/remote'
import type { TrackedBundle } from './tracked-bundle.ts'

/**
 * How far a bundle has come, as its records tell: which attempts have begun and which have an outcome, as far as that was
 * not known. A runner works attempts off in their order, so that the first that is untouched ends the look.
 */
export async function* readProgress(
  { store, run }: Pick<LauncherContext, 'store' | 'run'>,
  bundle: TrackedBundle,
  signal: AbortSignal,
): AsyncGenerator<LauncherEvent> {
  while (bundle.decided < bundle.attempts.length) {
    const { path, attempt } = bundle.attempts[bundle.decided]!
    const state = await attemptState(store, { run, path, attempt }, { signal })
    if (state === 'untouched') return
    const id = attemptId(path, attempt)
    if (bundle.begun <= bundle.decided) {
      bundle.begun = bundle.decided + 1
      yield { kind: 'started', attempt: id }
    }
    if (state === 'claimed') return
    bundle.decided += 1
    yield { kind: 'outcome', attempt: id }
  }
}
