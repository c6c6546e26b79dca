import { hostname, userInfo } from 'node:os'
import { v7 } from 'uuid'
import { BRIEFLY, patientStore } from '../artifacts/patient-store.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { runIdOf } from '../records/run-id-of.ts'
import { putRecord, readRecord } from '../records/record-store.ts'
import type { RunRecord } from '../records/run-record.ts'
import { digestOfJson } from '../util/digest.ts'
import type { Stack } from './open-stack.ts'
import type { PreparedRun } from './prepare-run.ts'
import { storePrepared } from './store-prepared.ts'
import type { EpochSpec } from './take-epoch.ts'

export interface SubmitRunOptions {
  /** Makes the run's id from this key, so that submitting twice gives one run. */
  readonly key?: string | undefined
  readonly labels?: { readonly [name: string]: string } | undefined
}

/** A run whose record stands. */
export interface SubmittedRun {
  readonly record: RunRecord
  /** False where an earlier submission with the same key was first. */
  readonly created: boolean
  /** The run's first epoch, for whoever drives it. */
  readonly epoch: EpochSpec
}

/**
 * Stores the code package and puts the run's record. Idempotent by key; without one each call makes a run. Throws
 * `STORE_UNSUITABLE`, and writes nothing of the run, where the store ignores that it is to write only if absent.
 */
export async function submitRun(
  { store: backend, spec: stack }: Pick<Stack, 'store' | 'spec'>,
  prepared: PreparedRun,
  options: SubmitRunOptions = {},
): Promise<SubmittedRun> {
  const { spec, params, code, plan } = prepared
  const store = patientStore(backend, BRIEFLY)
  const run = options.key === undefined ? v7() : runIdOf(spec.name, options.key)
  const record: RunRecord = {
    schema: 'regauge.run/1',
    run,
    pipeline: spec.name,
    spec,
    params,
    ...(options.key === undefined ? {} : { key: options.key }),
    labels: options.labels ?? {},
    submittedBy: { user: userInfo().username, host: hostname() },
    submittedAt: new Date().toISOString(),
    environment: { node: process.version, platform: process.platform },
  }
  await storePrepared(store, prepared, stack)
  const epoch: EpochSpec = { run, epoch: 1, cause: 'submit', code: code.digest, plan, stack, discards: [] }
  const { written } = await putRecord(store, keys.run(run), record, { ifAbsent: true })
  if (written) return { record, created: true, epoch }
  const standing = (await readRecord<RunRecord>(store, keys.run(run), 'regauge.run'))!
  assertSameRun(standing, record)
  return { record: standing, created: false, epoch }
}

function assertSameRun(standing: RunRecord, wanted: RunRecord): void {
  const differs = (['spec', 'params'] as const).find(
    (field) => digestOfJson(standing[field]) !== digestOfJson(wanted[field]),
  )
  if (differs === undefined) return
  throw new RegaugeError('RUN_KEY_TAKEN', {
    message: `The key "${wanted.key}" belongs to run "${standing.run}" of pipeline "${standing.pipeline}", which has another ${differs === 'spec' ? 'spec' : 'set of parameters'}.`,
    hint: 'Give this submission a key of its own.',
    details: { run: standing.run, differs },
  })
}
