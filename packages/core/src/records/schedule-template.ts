import type { ArtifactStore } from '../contracts/artifact-store.ts'
import type { ScheduleName } from '../contracts/schedule-place.ts'
import { bytesSource } from '../contracts/source.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { toText } from '../util/bytes.ts'
import { canonicalJson } from '../util/canonical-json.ts'
import { type Digest, digestOf } from '../util/digest.ts'
import { keys } from './keys.ts'
import { readObject } from './read-object.ts'
import type { DriverRecord, RunRecord } from './run-record.ts'

/**
 * What the runs of a schedule are made of: `schedules/<stack>/<pipeline>/<name>/<digest>.json`, where the digest is that of
 * the content. A schedule that is changed gets another one, so that a run keeps to the one it began with.
 */
export interface ScheduleTemplate
  extends
    Pick<RunRecord, 'pipeline' | 'spec' | 'params' | 'submittedBy'>,
    Pick<DriverRecord, 'code' | 'plan' | 'stack'> {
  readonly schema: 'regauge.schedule/1'
  /** The schedule's name; the rest of it stands in the spec. */
  readonly schedule: string
}

/** Stores a template and gives its digest; equal templates are one. */
export async function putTemplate(
  store: ArtifactStore,
  template: ScheduleTemplate,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Digest> {
  const bytes = Buffer.from(canonicalJson(template))
  const digest = digestOf(bytes)
  const { stack, pipeline, schedule } = template
  const key = keys.template({ stack: stack.name, pipeline, name: schedule }, digest)
  await store.put(key, bytesSource(bytes), { ifAbsent: true, signal })
  return digest
}

/** A template of a schedule. Throws `SCHEDULE_TEMPLATE_MISSING` where the store does not have it as it was written. */
export async function readTemplate(store: ArtifactStore, of: ScheduleName, digest: Digest): Promise<ScheduleTemplate> {
  const key = keys.template(of, digest)
  const bytes = await readObject(store, key)
  // The digest says that it is what `putTemplate` has written.
  if (bytes && digestOf(bytes) === digest) return JSON.parse(toText(bytes)) as ScheduleTemplate
  throw new RegaugeError('SCHEDULE_TEMPLATE_MISSING', {
    message: `The store ${bytes ? 'has another content of' : 'does not have'} "${key}", of which runs of schedule "${of.name}" are made.`,
    hint: 'Check that the stack names the same store here and where the schedule was applied, then apply it again.',
    details: { key },
  })
}
