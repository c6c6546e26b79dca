import type { ArtifactStore } from '../../contracts/artifact-store.ts'
import { keys, parseStepKey } from '../../records/keys.ts'
import { listAll } from '../../records/list-all.ts'
import type { OutcomeRecord } from '../../records/outcome-record.ts'
import { readRecord } from '../../records/record-store.ts'
import { mapConcurrent } from '../../util/map-concurrent.ts'

/** What the records of a run tell of one step run. */
export interface Attempts {
  readonly path: string
  /** The highest attempt number that has left anything. */
  readonly highest: number
  /** The outcome with the highest number. Nothing of a lower number can count any more. */
  readonly latest?: OutcomeRecord
  /** Numbers above that of `latest` that have left something, but no outcome. */
  readonly unfinished: readonly number[]
}

/** Records that are read at once. */
const CONCURRENCY = 64

/** Every step run that has left anything, by path. Reads one record a step run, however often it was tried. */
export async function readAttempts(
  store: ArtifactStore,
  run: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ReadonlyMap<string, Attempts>> {
  const traces = await readTraces(store, run, options)
  const found = await mapConcurrent([...traces], CONCURRENCY, async ([path, trace]): Promise<Attempts> => {
    const latest = await readLatest(store, { run, path, numbers: trace.outcomes }, options)
    const unfinished = [...trace.started].filter((attempt) => attempt > (latest?.attempt ?? 0)).sort((a, b) => a - b)
    const highest = Math.max(0, ...trace.outcomes, ...unfinished)
    return { path, highest, unfinished, ...(latest && { latest }) }
  })
  return new Map(found.map((each) => [each.path, each]))
}

/** The numbers of a step run's attempts that have an outcome, and of those that have left a claim, log or metrics. */
interface Trace {
  readonly outcomes: number[]
  readonly started: Set<number>
}

async function readTraces(
  store: ArtifactStore,
  run: string,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<ReadonlyMap<string, Trace>> {
  const traces = new Map<string, Trace>()
  for await (const { key } of listAll(store, keys.steps(run), options)) {
    const step = parseStepKey(key)
    if (!step) continue
    const trace = traces.get(step.path) ?? { outcomes: [], started: new Set() }
    traces.set(step.path, trace)
    if (step.kind === 'outcome') trace.outcomes.push(step.attempt)
    else trace.started.add(step.attempt)
  }
  return traces
}

/** A record that was cut by a loss of power counts as absent, so that the one before it is the latest. */
async function readLatest(
  store: ArtifactStore,
  { run, path, numbers }: { readonly run: string; readonly path: string; readonly numbers: readonly number[] },
  options: { readonly signal?: AbortSignal | undefined },
): Promise<OutcomeRecord | undefined> {
  for (const attempt of numbers.toSorted((a, b) => b - a)) {
    const key = keys.outcome(run, path, attempt)
    const outcome = await readRecord<OutcomeRecord>(store, key, 'regauge.outcome', options)
    if (outcome) return outcome
  }
  return undefined
}
