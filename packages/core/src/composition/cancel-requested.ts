import type { DriverPlace, SecretSource } from '../contracts/orchestrator.ts'
import { isRegaugeError } from '../errors/regauge-error.ts'
import type { RunRecord } from '../records/run-record.ts'
import { requestCancel } from './cancel-run.ts'
import { driveRun } from './drive-run.ts'
import type { Stack } from './open-stack.ts'
import type { EpochSpec } from './take-epoch.ts'

export interface CancelRequestedOptions {
  /** The stack of the epoch, open. */
  readonly stack: Stack
  readonly place: DriverPlace
  readonly projectRoot: string
  readonly secrets: SecretSource
  readonly record: RunRecord
  /** What the driver was asked to take. */
  readonly epoch: EpochSpec
}

/**
 * Cancels an epoch whose driver elsewhere has not begun, without waiting for it: takes the epoch in its stead, stops what
 * earlier epochs have left at work, and has the driver taken away, which finds the epoch taken if it begins all the same.
 * False where the driver was quicker: it has been asked to.
 */
export async function cancelRequested({ place, ...options }: CancelRequestedOptions): Promise<boolean> {
  const { run, epoch } = options.epoch
  await requestCancel(options.stack.store, run, epoch)
  try {
    const { kind } = await driveRun({ ...options, cancel: AbortSignal.abort() })
    if (kind !== 'ended') return false
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'RUN_DRIVEN_ELSEWHERE') return false
    throw thrown
  }
  await place.remove({ run, epoch })
  return true
}
