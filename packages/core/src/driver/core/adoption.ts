import type { OutcomeRecord } from '../../records/outcome-record.ts'
import { staticPath } from '../../records/keys.ts'
import { openAttempt, openBundle, startAttempt } from './attempts.ts'
import { launcherOf } from './ready-queue.ts'
import type { AttemptRun, DriverState, StepRun } from './state.ts'
import { tallyStart } from './tally.ts'
import type { AdoptedBundle } from './types.ts'

/** Takes over the bundles of an earlier epoch. They hold their slots before anything is launched. */
export function adopt(state: DriverState, adopted: readonly AdoptedBundle[]): void {
  for (const { id, launcher, attempts } of adopted) {
    const known = attempts.flatMap((attempt) => {
      const node = state.graph.steps.get(staticPath(attempt.path))
      return node ? [{ ...attempt, node }] : []
    })
    if (known.length === 0) continue
    const bundle = openBundle(state, { id, launcher: launcherOf(state, launcher), need: known[0]!.node.need })
    bundle.attempts = known.map(({ path, attempt: number, started, node }, position) => {
      const attempt = openAttempt(state, bundle, { path, number, position, node })
      if (started) startAttempt(state, attempt)
      state.adopted.set(path, attempt)
      // The item of a hook may have ended otherwise, so that it does not count as one under way.
      if (!node.plan.role) noteItems(state, path)
      return attempt
    })
  }
}

/** Keeps the outcome of an adopted attempt for when its step run begins. */
export function keepOutcome(state: DriverState, attempt: AttemptRun, outcome: OutcomeRecord): void {
  state.adopted.set(attempt.path, outcome)
}

/**
 * Makes the adopted attempt of a step run its current one. Returns `alive` where it is still under way, its outcome
 * where it has one, undefined where nothing was adopted.
 */
export function bindAdopted(state: DriverState, run: StepRun): 'alive' | OutcomeRecord | undefined {
  const adopted = state.adopted.get(run.path)
  if (!adopted) return undefined
  state.adopted.delete(run.path)
  if ('schema' in adopted) {
    run.attempt = adopted.attempt
    return adopted
  }
  run.attempt = adopted.number
  run.launched = true
  adopted.run = run
  if (adopted.startedMs !== undefined) tallyStart(state.tallies, run, adopted.startedMs)
  return 'alive'
}

function noteItems({ adoptedItems }: DriverState, path: string): void {
  for (const { 1: item, index } of path.matchAll(/\[(\d+)\]/g)) {
    const map = path.slice(0, index)
    const items = adoptedItems.get(map) ?? new Set()
    adoptedItems.set(map, items.add(Number(item)))
  }
}
