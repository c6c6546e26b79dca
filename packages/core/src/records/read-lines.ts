import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { toText } from '../util/bytes.ts'
import type { StepKey } from './keys.ts'
import { keys, parseStepKey } from './keys.ts'
import { listAll } from './list-all.ts'
import type { LogLine, MetricLine } from './outcome-record.ts'
import { comparePaths } from './path-order.ts'
import { readObject } from './read-object.ts'

/** A line of an attempt's log or metrics. */
export interface AttemptLine<L> {
  readonly path: string
  readonly attempt: number
  readonly line: L
}

/** Which lines are read. */
export interface ReadLinesOptions {
  /** One step run alone, by its dynamic path. */
  readonly path?: string | undefined
  /** One attempt of it alone. */
  readonly attempt?: number | undefined
  /** Only step runs for whose dynamic path it says yes. */
  readonly where?: ((path: string) => boolean) | undefined
  /** Keys of chunks that were read before and are left out; those that are read now are added. For reading on. */
  readonly seen?: Set<string> | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The logs of a run's attempts, one attempt after the other: by path in the order in which people count, by number, and
 * each attempt's lines in the order in which they were written. Nothing is waited for: what has been stored so far.
 */
export function readLogs(
  store: ArtifactStore,
  run: string,
  options: ReadLinesOptions = {},
): AsyncGenerator<AttemptLine<LogLine>> {
  return readLines<LogLine>(store, run, { ...options, kind: 'log' })
}

/** The metrics, parameters and tags of a run's attempts, in the same order as {@link readLogs}. */
export function readMetrics(
  store: ArtifactStore,
  run: string,
  options: ReadLinesOptions = {},
): AsyncGenerator<AttemptLine<MetricLine>> {
  return readLines<MetricLine>(store, run, { ...options, kind: 'metrics' })
}

/** What workers wrote outside of any attempt in one epoch: before, between and after them. */
export async function* readRunLog(
  store: ArtifactStore,
  run: string,
  options: { readonly epoch: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<LogLine> {
  const prefix = keys.runLogs(run, options.epoch)
  const chunks: number[] = []
  for await (const { key } of listAll(store, prefix, { signal: options.signal })) {
    const chunk = Number(key.slice(prefix.length))
    if (Number.isSafeInteger(chunk)) chunks.push(chunk)
  }
  for (const chunk of chunks.sort((a, b) => a - b)) {
    yield* parseLines<LogLine>(await readObject(store, keys.runLog(run, options.epoch, chunk), options.signal))
  }
}

async function* readLines<L>(
  store: ArtifactStore,
  run: string,
  options: ReadLinesOptions & { readonly kind: 'log' | 'metrics' },
): AsyncGenerator<AttemptLine<L>> {
  const { path, attempt, where, seen, kind, signal } = options
  const chunks: { readonly key: string; readonly of: StepKey }[] = []
  const prefix = keys.steps(run) + (path === undefined ? '' : `${path}@`)
  for await (const { key } of listAll(store, prefix, { signal })) {
    const of = parseStepKey(key)
    if (of?.kind !== kind || seen?.has(key)) continue
    if ((attempt === undefined || of.attempt === attempt) && (where?.(of.path) ?? true)) chunks.push({ key, of })
  }
  chunks.sort(({ of: a }, { of: b }) => comparePaths(a.path, b.path) || a.attempt - b.attempt || a.chunk! - b.chunk!)
  for (const { key, of } of chunks) {
    for (const line of parseLines<L>(await readObject(store, key, signal))) {
      yield { path: of.path, attempt: of.attempt, line }
    }
    seen?.add(key)
  }
}

/** A line that a loss of power has cut is left out; what is left of a log is better than none. */
function* parseLines<L>(bytes: Uint8Array | undefined): Generator<L> {
  for (const line of bytes === undefined ? [] : toText(bytes).split('\n')) {
    try {
      // Chunks are written by the runtime alone.
      if (line !== '') yield JSON.parse(line) as L
    } catch {
      continue
    }
  }
}
