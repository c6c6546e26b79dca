import { isDeepStrictEqual } from 'node:util'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Failure } from '../errors/failure.ts'
import { keys } from '../records/keys.ts'
import type { OutcomeRecord } from '../spec/outcome.ts'
import { putRecord, readRecord } from '../records/record-store.ts'
import type { ArtifactItemRef } from '../spec/artifact-ref.ts'
import type { Envelope } from '../spec/envelope.ts'
import { defined } from '../util/defined.ts'

/** What a supervisor knows of an attempt that has ended. */
export interface AttemptEnd {
  readonly outputs?: OutcomeRecord['outputs'] | undefined
  /** Absent: it succeeded. */
  readonly failure?: Failure | undefined
  /** Milliseconds since the epoch; absent: it never started. */
  readonly startedAt?: number | undefined
  readonly endedAt: number
  readonly ms?: number | undefined
  readonly worker?: string | undefined
  readonly logs: number
  readonly metrics: number
}

/**
 * Writes how an attempt ended, and gives the record. Undefined where another outcome stands already: the attempt has been
 * fenced by a driver that gave it up, and nothing that it gave counts.
 */
export async function putOutcome(
  store: ArtifactStore,
  envelope: Envelope,
  end: AttemptEnd,
): Promise<OutcomeRecord | undefined> {
  const key = keys.outcome(envelope.run, envelope.path, envelope.attempt)
  const outcome = toOutcome(envelope, end)
  const { written } = await putRecord(store, key, outcome, { ifAbsent: true })
  // A put whose answer was lost took effect all the same.
  return written || isDeepStrictEqual(await readRecord(store, key, 'regauge.outcome'), outcome) ? outcome : undefined
}

function toOutcome({ run, path, attempt, epoch, inputs }: Envelope, end: AttemptEnd): OutcomeRecord {
  return defined<OutcomeRecord>({
    schema: 'regauge.outcome/1',
    run,
    path,
    attempt,
    epoch,
    status: end.failure ? 'failed' : 'succeeded',
    outputs: end.failure ? {} : (end.outputs ?? {}),
    failure: end.failure,
    startedAt: end.startedAt === undefined ? undefined : new Date(end.startedAt).toISOString(),
    endedAt: new Date(end.endedAt).toISOString(),
    ms: end.ms,
    worker: end.worker,
    inputs: inputsOf(inputs),
    logs: end.logs,
    metrics: end.metrics,
  })
}

function inputsOf(bindings: Envelope['inputs']): OutcomeRecord['inputs'] {
  const artifacts = Object.entries(bindings).flatMap(([name, binding]) =>
    'artifact' in binding ? [[name, sourceOf(binding)] as const] : [],
  )
  return artifacts.length === 0 ? undefined : Object.fromEntries(artifacts)
}

function sourceOf({ artifact, item }: ArtifactItemRef): { readonly digest: string; readonly item?: number } {
  return item === undefined ? { digest: artifact.digest } : { digest: artifact.digest, item }
}
