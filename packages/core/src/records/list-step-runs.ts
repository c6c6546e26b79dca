import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Failure } from '../errors/failure.ts'
import type { ArtifactRef } from '../spec/artifact-ref.ts'
import { mapConcurrent } from '../util/map-concurrent.ts'
import { discardedThrough } from './discards.ts'
import { keys, parseStepKey } from './keys.ts'
import { listAll } from './list-all.ts'
import type { OutcomeRecord } from './outcome-record.ts'
import { comparePaths } from './path-order.ts'
import { readRecord } from './record-store.ts'
import type { LiveAttempt } from './run-record.ts'
import type { RunView } from './run-view.ts'

/** One attempt of a step, as its records tell of it. */
export interface StepRunView {
  readonly path: string
  readonly attempt: number
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  readonly cached: boolean
  /** A later epoch has taken the outcome back, and runs the step again. */
  readonly discarded: boolean
  readonly startedAt?: string
  readonly endedAt?: string
  readonly ms?: number
  readonly worker?: string
  readonly inputs: NonNullable<OutcomeRecord['inputs']>
  readonly outputs: { readonly [name: string]: ArtifactRef }
  readonly failure?: Failure
  /** Why it has not started, in the backend's words. */
  readonly pending?: string
}

/** Outcomes that are read at once. */
const CONCURRENCY = 32

/**
 * All attempts of a run, by path in the order in which people count and then by number. Those that are under way come
 * from the run's status, which names the newest ones only. `path` asks for one step run alone.
 */
export async function listStepRuns(
  store: ArtifactStore,
  run: RunView,
  options: { readonly path?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly StepRunView[]> {
  const { path: wanted, signal } = options
  const found: string[] = []
  const prefix = keys.steps(run.record.run) + (wanted === undefined ? '' : `${wanted}@`)
  for await (const { key } of listAll(store, prefix, { signal })) {
    if (parseStepKey(key)?.kind === 'outcome') found.push(key)
  }
  const outcomes = await mapConcurrent(found, CONCURRENCY, (key) =>
    readRecord<OutcomeRecord>(store, key, 'regauge.outcome', { signal, readOnly: true }),
  )
  const through = discardedThrough(run.driver?.discards ?? [])
  const attempts = outcomes.filter((outcome) => outcome !== undefined).map((outcome) => viewOf(outcome, through))
  const ended = new Set(attempts.map(({ path, attempt }) => `${path}@${attempt}`))
  for (const live of run.live?.live ?? []) {
    if (wanted !== undefined && live.path !== wanted) continue
    // The status is some seconds old; an outcome that stands is newer.
    if (!ended.has(`${live.path}@${live.attempt}`)) attempts.push(viewOfLive(live))
  }
  return attempts.sort((a, b) => comparePaths(a.path, b.path) || a.attempt - b.attempt)
}

function viewOf(outcome: OutcomeRecord, through: (path: string) => number): StepRunView {
  const { path, attempt, failure, startedAt, endedAt, ms, worker } = outcome
  return {
    path,
    attempt,
    status: failure?.class === 'cancelled' ? 'cancelled' : outcome.status,
    cached: outcome.cachedFrom !== undefined,
    discarded: attempt <= through(path),
    endedAt,
    inputs: outcome.inputs ?? {},
    outputs: outcome.outputs,
    ...(startedAt !== undefined && { startedAt }),
    ...(ms !== undefined && { ms }),
    ...(worker !== undefined && { worker }),
    ...(failure !== undefined && { failure }),
  }
}

function viewOfLive({ path, attempt, state, startedAt, pending }: LiveAttempt): StepRunView {
  return {
    path,
    attempt,
    status: state,
    cached: false,
    discarded: false,
    inputs: {},
    outputs: {},
    ...(startedAt !== undefined && { startedAt }),
    ...(pending !== undefined && { pending }),
  }
}
