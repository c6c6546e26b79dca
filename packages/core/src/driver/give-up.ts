import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { Failure } from '../errors/failure.ts'
import { keys, type AttemptName } from '../records/keys.ts'
import type { OutcomeRecord } from '../records/outcome-record.ts'
import { putRecord, readRecord } from '../records/record-store.ts'

/** An attempt that a driver gives up in its epoch, and why. */
export interface GivenUp extends AttemptName {
  readonly epoch: number
  readonly failure: Failure
}

/**
 * Gives an attempt up, so that whoever still runs it is fenced. Gives the outcome that stands: another one where the
 * attempt had ended before.
 */
export async function giveUp(
  store: ArtifactStore,
  { run, path, attempt, epoch, failure }: GivenUp,
  signal: AbortSignal,
): Promise<OutcomeRecord> {
  const outcome: OutcomeRecord = {
    schema: 'regauge.outcome/1',
    run,
    path,
    attempt,
    epoch,
    status: 'failed',
    outputs: {},
    failure,
    endedAt: new Date().toISOString(),
    logs: 0,
    metrics: 0,
  }
  const key = keys.outcome(run, path, attempt)
  for (;;) {
    const { written } = await putRecord(store, key, outcome, { ifAbsent: true, signal })
    if (written) return outcome
    // Absent all the same, where what stood there was cut by a loss of power and has been set aside.
    const standing = await readRecord<OutcomeRecord>(store, key, 'regauge.outcome', { signal })
    if (standing) return standing
  }
}
