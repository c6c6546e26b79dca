import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { putRecord, readRecord } from '../records/record-store.ts'
import type { DriverRecord } from '../records/run-record.ts'
import { VERSION } from '../util/version.ts'

/** What a driver brings to the epoch that it wants to take. Plain data, so that another process can take it. */
export type EpochSpec = Pick<DriverRecord, 'run' | 'epoch' | 'cause' | 'code' | 'plan' | 'stack' | 'discards'>

/**
 * Takes an epoch of a run for this process. Exactly one of any number of racing drivers gets it; the others throw
 * `RUN_DRIVEN_ELSEWHERE`, which says who does.
 */
export async function takeEpoch(
  store: ArtifactStore,
  spec: EpochSpec,
  { place }: { readonly place?: string | undefined } = {},
): Promise<DriverRecord> {
  const record: DriverRecord = {
    schema: 'regauge.driver/1',
    ...spec,
    driver: {
      id: randomUUID(),
      host: hostname(),
      pid: process.pid,
      startedAt: startOfThisProcess(),
      version: VERSION,
      ...(place !== undefined && { place }),
    },
    startedAt: new Date().toISOString(),
  }
  const key = keys.driver(spec.run, spec.epoch)
  const { written } = await putRecord(store, key, record, { ifAbsent: true })
  if (written) return record
  const standing = await readRecord<DriverRecord>(store, key, 'regauge.driver', { readOnly: true })
  // A put whose answer was lost took effect all the same.
  if (standing?.driver.id === record.driver.id) return record
  throw drivenElsewhere(spec.run, standing)
}

/** The error for a run that somebody else drives; absent: nobody knows who. */
export function drivenElsewhere(run: string, driver: DriverRecord | undefined): RegaugeError {
  const who = driver ? `process ${driver.driver.pid} on "${driver.driver.host}", in epoch ${driver.epoch}` : 'another'
  return new RegaugeError('RUN_DRIVEN_ELSEWHERE', {
    message: `Run "${run}" is being driven by ${who}.`,
    hint: `Follow it with \`regauge runs watch ${run}\`.`,
    details: { run, ...(driver && { epoch: driver.epoch, host: driver.driver.host, pid: driver.driver.pid }) },
  })
}

function startOfThisProcess(): string {
  return new Date(performance.timeOrigin).toISOString()
}
