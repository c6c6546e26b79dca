import { attemptId, type LauncherContext, type LauncherEvent } from '@regauge/core'
import { type AttemptState, attemptState, attemptTraces } from '@regauge/core/remote'
import type { AttemptName } from '../objects/attempts-annotation.ts'
import type { TrackedBundle } from './tracked-bundle.ts'

/** Tells how far an attempt has come, as its records say. */
export type AttemptLook = (attempt: AttemptName) => Promise<AttemptState>

/** To list what all attempts of a run have left costs less than to look at those of so many bundles one by one. */
const MANY = 16

/** A look at the attempts of so many bundles, as they are now. */
export async function lookAtAttempts(
  { store, run }: Pick<LauncherContext, 'store' | 'run'>,
  bundles: number,
  signal: AbortSignal,
): Promise<AttemptLook> {
  if (bundles < MANY) return (attempt) => attemptState(store, { run, ...attempt }, { signal })
  const { claimed, decided } = await attemptTraces(store, run, { signal })
  return ({ path, attempt }) => {
    const id = attemptId(path, attempt)
    return Promise.resolve(decided.has(id) ? 'decided' : claimed.has(id) ? 'claimed' : 'untouched')
  }
}

/**
 * How far a bundle has come: which attempts have begun and which have an outcome, as far as that was not known. A runner
 * works attempts off in their order, so that the first that is untouched ends the look.
 */
export async function* readProgress(bundle: TrackedBundle, look: AttemptLook): AsyncGenerator<LauncherEvent> {
  while (bundle.decided < bundle.attempts.length) {
    const next = bundle.attempts[bundle.decided]!
    const state = await look(next)
    if (state === 'untouched') return
    const attempt = attemptId(next.path, next.attempt)
    if (bundle.begun <= bundle.decided) {
      bundle.begun = bundle.decided + 1
      yield { kind: 'started', attempt }
    }
    if (state === 'claimed') return
    bundle.decided += 1
    yield { kind: 'outcome', attempt }
  }
}
