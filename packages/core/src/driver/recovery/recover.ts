import type { ArtifactStore } from '../../contracts/artifact-store.ts'
import { keys } from '../../records/keys.ts'
import type { DriverRecord } from '../../records/run-record.ts'
import { attemptId } from '../../spec/envelope.ts'
import { mapConcurrent } from '../../util/map-concurrent.ts'
import { failures } from '../core/failures.ts'
import type { AdoptedBundle, StepHistory } from '../core/types.ts'
import { giveUp } from '../give-up.ts'
import { readAttempts, type Attempts } from './read-attempts.ts'
import { toHistory } from './to-history.ts'

/** Attempts that are given up at once. */
const CONCURRENCY = 16

/** What the driver of a later epoch begins with. */
export interface Recovery {
  readonly history: ReadonlyMap<string, StepHistory>
  readonly adopted: readonly AdoptedBundle[]
}

export interface RecoverOptions {
  /** What the launchers found alive, and watch from now on. */
  readonly alive: readonly AdoptedBundle[]
  readonly signal: AbortSignal
}

/**
 * Reads what earlier epochs have left of a run, for the driver of a later one that has been taken. Attempts that were
 * begun, have no outcome and are not adopted are given up first, so that their numbers are decided.
 */
export async function recover(
  store: ArtifactStore,
  driver: DriverRecord,
  { alive, signal }: RecoverOptions,
): Promise<Recovery> {
  const { run, epoch, plan, discards } = driver
  const live = new Set(alive.flatMap((bundle) => bundle.attempts.map(idOf)))
  const attempts = new Map(await readAttempts(store, run, { signal }))
  await mapConcurrent([...attempts.values()], CONCURRENCY, async (each) => {
    for (const attempt of each.unfinished) {
      if (live.has(attemptId(each.path, attempt))) continue
      const latest = await giveUp(store, { run, path: each.path, attempt, epoch, failure: failures.lost }, signal)
      const now: Attempts = { ...attempts.get(each.path)!, latest }
      attempts.set(each.path, now)
    }
  })
  const history = toHistory({ plan, attempts, discards, ended: await newestEnd(store, driver, signal) })
  const adopted = alive.map((bundle) => ({
    ...bundle,
    attempts: bundle.attempts.filter(({ path, attempt }) => attempt > (attempts.get(path)?.latest?.attempt ?? 0)),
  }))
  return { history, adopted: adopted.filter((bundle) => bundle.attempts.length > 0) }
}

function idOf({ path, attempt }: { readonly path: string; readonly attempt: number }): string {
  return attemptId(path, attempt)
}

async function newestEnd(store: ArtifactStore, { run, epoch }: DriverRecord, signal: AbortSignal): Promise<number> {
  for (let earlier = epoch - 1; earlier > 0; earlier -= 1) {
    if (await store.stat(keys.end(run, earlier), { signal })) return earlier
  }
  return 0
}
