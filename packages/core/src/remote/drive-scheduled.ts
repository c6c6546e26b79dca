import { patientStore } from '../artifacts/patient-store.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { DriveResult } from '../driver/drive.ts'
import { keys } from '../records/keys.ts'
import { newestEpoch } from '../records/newest-epoch.ts'
import { putRecord, readRecord } from '../records/record-store.ts'
import type { RequestRecord, RunRecord } from '../records/run-record.ts'
import { readTemplate, type ScheduleTemplate } from '../records/schedule-template.ts'
import { type ScheduledRun, scheduledRunId, scheduledRunKey } from '../records/scheduled-run.ts'
import { openSecrets } from '../registry/open-secrets.ts'
import { openStore } from '../registry/open-store.ts'
import { type DriverAssignment, referencesFrom, type ScheduledAssignment } from './assignment.ts'
import { driveElsewhere, type DriverSurroundings } from './drive-elsewhere.ts'
import { cancelEarlier } from './cancel-earlier.ts'

/** The surroundings of a driver that makes its run. */
export interface ScheduledSurroundings extends DriverSurroundings, Pick<ScheduledRun, 'occasion'> {
  /** As in a {@link DriverAssignment}. */
  readonly place: DriverAssignment['place']
}

/**
 * Makes the run of an occasion, unless it stands already, and drives it like {@link driveElsewhere}. Any number of
 * drivers may be started for one occasion: there is one run, and one of them drives it.
 */
export async function driveScheduled(
  assignment: ScheduledAssignment,
  surroundings: ScheduledSurroundings,
): Promise<DriveResult | { readonly kind: 'elsewhere' }> {
  const run = await makeRun(assignment, surroundings)
  const { store } = assignment
  return driveElsewhere({ store, run, epoch: 1, place: surroundings.place }, surroundings)
}

async function makeRun(assignment: ScheduledAssignment, surroundings: ScheduledSurroundings): Promise<string> {
  const { template: digest } = assignment
  const { projectRoot, occasion } = surroundings
  const env = referencesFrom(surroundings.env)
  const secrets = openSecrets({ root: projectRoot }, { env })
  await using backend = await openStore(assignment.store, { projectRoot, env, secrets })
  const store = patientStore(backend)
  const template = await readTemplate(store, assignment, digest)
  const record = await submit(store, recordOf(template, { occasion, digest }))
  // Another driver of this occasion may have come from before the schedule was changed.
  const standing = record.schedule?.template ?? digest
  const made = standing === digest ? template : await readTemplate(store, assignment, standing)
  await requestFirstEpoch(store, record.run, made)
  const { concurrency } = made.spec.schedules?.find(({ name }) => name === assignment.name) ?? {}
  // A run that has begun has replaced what it was to, and may have been replaced itself.
  const isNew = (await newestEpoch(store, record.run)) === 0
  if (concurrency === 'replace' && isNew)
    await cancelEarlier(store, record.run, { of: assignment, projectRoot, env, secrets })
  return record.run
}

function recordOf(
  { stack, pipeline, schedule: name, spec, params, submittedBy }: ScheduleTemplate,
  { occasion, digest }: Pick<ScheduledRun, 'occasion'> & { readonly digest: string },
): RunRecord {
  const scheduled = { stack: stack.name, pipeline, name, occasion }
  const time = typeof occasion === 'string' ? {} : { time: occasion.toISOString() }
  return {
    schema: 'regauge.run/1',
    run: scheduledRunId(scheduled),
    pipeline,
    spec,
    params,
    key: scheduledRunKey(scheduled),
    schedule: { name, ...time, template: digest },
    labels: {},
    submittedBy,
    submittedAt: new Date().toISOString(),
    environment: { node: process.version, platform: process.platform },
  }
}

/** The record that stands: this one, or that of whoever was first. */
async function submit(store: ArtifactStore, record: RunRecord): Promise<RunRecord> {
  const key = keys.run(record.run)
  const { written } = await putRecord(store, key, record, { ifAbsent: true })
  return written ? record : ((await readRecord<RunRecord>(store, key, 'regauge.run')) ?? record)
}

async function requestFirstEpoch(store: ArtifactStore, run: string, template: ScheduleTemplate): Promise<void> {
  const { code, plan, stack } = template
  const epoch = { run, epoch: 1, cause: 'submit', code, plan, stack, discards: [] } as const
  const request: RequestRecord = { schema: 'regauge.request/1', ...epoch }
  await putRecord(store, keys.request(run, epoch.epoch), request, { ifAbsent: true })
}
