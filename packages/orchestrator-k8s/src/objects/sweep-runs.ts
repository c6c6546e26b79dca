import type { SweepOptions } from '@regauge/core'
import type { ApiClient } from '../api/api-client.ts'
import { listObjects } from '../api/list-objects.ts'
import { CONFIG_MAPS } from '../api/resources.ts'
import { LABELS, labelSelector, type Role } from './keys.ts'
import { removeRun } from './remove-run.ts'

/** The pipeline that the doctor's attempts and probes belong to. Its runs stand in no store. */
const DOCTOR = 'doctor'
/** No doctor looks for so long. */
const DOCTOR_MS = 3_600_000

const ROLE: Role = 'run'

/**
 * Deletes the ConfigMaps of runs that are over, with all that they own, and gives the runs' ids. Nothing else takes them
 * away: Jobs have a time to live, and what owns them has none.
 */
export async function* sweepRuns(
  client: ApiClient,
  { namespace, isOver, dryRun = false, signal }: SweepOptions & { readonly namespace: string },
): AsyncGenerator<string, void, undefined> {
  const { items } = await listObjects(client, CONFIG_MAPS, {
    namespace,
    labelSelector: labelSelector({ [LABELS.owner]: 'regauge', [LABELS.role]: ROLE }),
    project: ({ metadata = {}, data = {} }) => ({
      name: metadata.name ?? '',
      created: metadata.creationTimestamp,
      data,
    }),
    signal,
  })
  for (const { name, created, data } of items) {
    const { run, pipeline } = data
    if (run === undefined) continue
    const isLeft = pipeline === DOCTOR && client.now - Date.parse(created ?? '') > DOCTOR_MS
    if (!isLeft && !(await isOver(run))) continue
    if (!dryRun) await removeRun(client, { namespace, name, signal })
    yield run
  }
}
