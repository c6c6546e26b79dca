import type { DriverPlace } from '../contracts/orchestrator.ts'
import { keys } from '../records/keys.ts'
import { putRecord } from '../records/record-store.ts'
import type { RequestRecord, RunRecord } from '../records/run-record.ts'
import { BRIEFLY, patientStore } from '../artifacts/patient-store.ts'
import type { Stack } from './open-stack.ts'
import { storeSpecOf } from './store-spec.ts'
import type { EpochSpec } from './take-epoch.ts'

export interface StartElsewhereOptions {
  /** The stack of the epoch, open. */
  readonly stack: Stack
  readonly place: DriverPlace
  readonly record: RunRecord
  readonly epoch: EpochSpec
  readonly signal?: AbortSignal | undefined
}

/**
 * Has an epoch that no driver has taken yet driven at another place. Returns once the place has taken it on, which says
 * nothing of when the driver begins. Idempotent; asked again for another plan or stack, the newest request counts. Throws
 * what the place throws, and `STACK_FILE_REMOTE`.
 */
export async function startElsewhere({ stack, place, record, epoch, signal }: StartElsewhereOptions): Promise<void> {
  const { run, pipeline } = record
  const request: RequestRecord = { schema: 'regauge.request/1', ...epoch }
  const store = patientStore(stack.store, BRIEFLY)
  await putRecord(store, keys.request(run, epoch.epoch), request, { signal })
  const storeSpec = storeSpecOf(stack.spec)
  await place.start({ run, epoch: epoch.epoch, pipeline, storeSpec, needs: stack.needs('all') }, { signal })
}
