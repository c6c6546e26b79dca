import { patientStore } from '../artifacts/patient-store.ts'
import { driveRun } from '../composition/drive-run.ts'
import { openStack } from '../composition/open-stack.ts'
import type { EpochSpec } from '../composition/take-epoch.ts'
import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { DriveResult } from '../driver/drive.ts'
import { isRegaugeError, RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import { newestEpoch } from '../records/newest-epoch.ts'
import { readRecord } from '../records/record-store.ts'
import type { DriverRecord, RequestRecord, RunRecord } from '../records/run-record.ts'
import { openSecrets } from '../registry/open-secrets.ts'
import { openStore } from '../registry/open-store.ts'
import { type DriverAssignment, referencesFrom } from './assignment.ts'

/** The surroundings of a driver elsewhere. */
export interface DriverSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** An existing directory. */
  readonly projectRoot: string
  /** Aborted: the place is being taken away, and will start another driver or none. */
  readonly leaving: AbortSignal
}

/**
 * Drives a run at the place that it was given to, from where an earlier driver of this place has left it. `elsewhere`:
 * the run has ended already, or is driven by somebody else. Throws what keeps it from beginning.
 */
export async function driveElsewhere(
  assignment: DriverAssignment,
  surroundings: DriverSurroundings,
): Promise<DriveResult | { readonly kind: 'elsewhere' }> {
  const { run, place } = assignment
  const { projectRoot, leaving } = surroundings
  const env = referencesFrom(surroundings.env)
  const secrets = openSecrets({ root: projectRoot }, { env })
  await using backend = await openStore(assignment.store, { projectRoot, env, secrets })
  const store = patientStore(backend)
  const epoch = await epochOf(store, assignment)
  if (!epoch) return { kind: 'elsewhere' }
  const record = await readRecord<RunRecord>(store, keys.run(run), 'regauge.run')
  if (!record) throw missing(assignment, `the run "${run}"`)
  await using stack = await openStack({ spec: epoch.stack }, { project: { root: projectRoot }, secrets, env })
  try {
    return await driveRun({ stack, projectRoot, secrets, record, epoch, place, leave: leaving })
  } catch (thrown) {
    // A driver of another place was quicker, and will go on; one of this place may be gone before the run is.
    const isRaced = isRegaugeError(thrown) && thrown.code === 'RUN_DRIVEN_ELSEWHERE'
    if (isRaced && !(await epochOf(store, assignment))) return { kind: 'elsewhere' }
    throw thrown
  }
}

/** What this driver is to take: what was asked for, or what follows an earlier driver of its own place. */
async function epochOf(store: ArtifactStore, assignment: DriverAssignment): Promise<EpochSpec | undefined> {
  const { run, epoch, place } = assignment
  const newest = await newestEpoch(store, run)
  if (newest < epoch) {
    const request = await readRecord<RequestRecord>(store, keys.request(run, epoch), 'regauge.request')
    if (!request) throw missing(assignment, `the request for epoch ${epoch} of run "${run}"`)
    const { schema: _schema, ...spec } = request
    return spec
  }
  const last = await readRecord<DriverRecord>(store, keys.driver(run, newest), 'regauge.driver')
  if (!last || last.driver.place !== place || (await store.stat(keys.end(run, newest)))) return undefined
  const { code, plan, stack, discards } = last
  return { run, epoch: newest + 1, cause: 'resume', code, plan, stack, discards }
}

function missing({ store }: DriverAssignment, what: string): RegaugeError {
  return new RegaugeError('REMOTE_REQUEST_MISSING', {
    message: `The store (flavor "${store.component.flavor}") has nothing of ${what}.`,
    hint: 'Check that its config leads to the same store on the submitting machine and here.',
  })
}
