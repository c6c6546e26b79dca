import { hostname } from 'node:os'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { newestEpoch } from '../driver/watch-epoch.ts'
import { keys } from '../records/keys.ts'
import { putRecord } from '../records/record-store.ts'
import type { DriverRecord } from '../records/run-record.ts'
import { VERSION } from '../util/version.ts'

/** What a driver brings to its epoch. */
export type EpochContent = Pick<DriverRecord, 'run' | 'cause' | 'code' | 'plan' | 'stack' | 'discards'>

/**
 * Takes the next epoch of a run for this process. Exactly one of any number of racing drivers gets it; the others throw
 * `RUN_DRIVEN_ELSEWHERE`.
 */
export async function takeEpoch(store: ArtifactStore, content: EpochContent): Promise<DriverRecord> {
  const epoch = (await newestEpoch(store, content.run)) + 1
  const record: DriverRecord = {
    schema: 'regauge.driver/1',
    ...content,
    epoch,
    driver: { host: hostname(), pid: process.pid, startedAt: startOfThisProcess(), version: VERSION },
    startedAt: new Date().toISOString(),
  }
  const { written } = await putRecord(store, keys.driver(content.run, epoch), record, { ifAbsent: true })
  if (written) return record
  throw new RegaugeError('RUN_DRIVEN_ELSEWHERE', {
    message: `Another driver has just taken epoch ${epoch} of run "${content.run}".`,
    hint: `Follow it with \`regauge runs watch ${content.run}\`.`,
    details: { run: content.run, epoch },
  })
}

function startOfThisProcess(): string {
  return new Date(performance.timeOrigin).toISOString()
}
