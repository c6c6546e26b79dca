import type { V1CronJob } from '@kubernetes/client-node'
import type { SchedulePlace, ScheduleName, ScheduleRequest, StandingSchedule } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import { scheduledEnv } from '@regauge/core/remote'
import type { ApiClient } from '../api/api-client.ts'
import { createObject } from '../api/create-object.ts'
import { deleteObject } from '../api/delete-object.ts'
import { getObject } from '../api/get-object.ts'
import { listObjects } from '../api/list-objects.ts'
import { patchObject } from '../api/patch-object.ts'
import { CRON_JOBS, SECRETS } from '../api/resources.ts'
import { serverVersion } from '../api/server-version.ts'
import type { Wire } from '../api/wire.ts'
import { deadlinesOf, type KubernetesOrchestratorConfig } from '../config.ts'
import { degradations, featuresOf } from '../features.ts'
import type { OpenClient } from '../kubernetes-orchestrator.ts'
import { names } from '../names.ts'
import { namespaceOf } from '../namespace-of.ts'
import type { Environment } from '../objects/environment.ts'
import { ANNOTATIONS, labelSelector } from '../objects/keys.ts'
import { secretReferences } from '../objects/secret-references.ts'
import { unlessThere } from '../objects/unless-there.ts'
import { cronJob, stackLabels } from './cron-job.ts'
import { mergePatch } from './merge-patch.ts'
import { type LookOptions, newestJobOf, whatHolds } from './newest-job.ts'
import { scheduleSecret, scheduleSecretReferences } from './schedule-secret.ts'
import { scheduleNameOf, standingSchedule } from './standing-schedule.ts'

/** Schedules as CronJobs of a cluster. */
export function createSchedulePlace(config: KubernetesOrchestratorConfig, openClient: OpenClient): SchedulePlace {
  return {
    async apply(request, { signal } = {}) {
      await using client = await openClient()
      const namespace = namespaceOf(config, client)
      const features = featuresOf((await serverVersion(client, { signal })).name)
      const { env, secretEnv, values } = environmentFor(request)
      const object = cronJob(request, { namespace, config, features, env, secretEnv })
      const act = { namespace, signal }
      const standing = await findOurs(client, request, act)
      await replaceSecret(client, nameOf(request), { ...act, values })
      const isInUtc = /^(?:Etc\/)?UTC$/.test(request.schedule.timeZone)
      return {
        change: await createOrUpdate(client, object, act),
        warnings: [
          ...degradations(features, isInUtc ? [] : ['timeZone']),
          ...(await blockedWarnings(client, request, { ...act, standing, deadlines: deadlinesOf(config) })),
        ],
      }
    },

    async list(stack, { signal } = {}) {
      await using client = await openClient()
      const namespace = namespaceOf(config, client)
      const selection = { namespace, labelSelector: labelSelector(stackLabels(stack)) }
      const { items } = await listObjects(client, CRON_JOBS, { ...selection, project: withNewestJob, signal })
      const look = { namespace, deadlines: deadlinesOf(config), signal }
      const found = items.flatMap(({ schedule, newest }) =>
        schedule?.stack === stack ? [withWhatHolds(client, schedule, { ...look, newest })] : [],
      )
      return (await Promise.all(found)).sort((a, b) => compare(a.pipeline, b.pipeline) || compare(a.name, b.name))
    },

    async delete(of, { signal } = {}) {
      await using client = await openClient()
      const place = { namespace: namespaceOf(config, client), name: names.schedule(of), signal }
      const standing = await getObject(client, CRON_JOBS, place)
      if (!standing) return undefined
      // Otherwise its Jobs would go with it, and with them the drivers of runs.
      await deleteObject(client, CRON_JOBS, { ...place, propagationPolicy: 'Orphan' })
      const active = standing.status?.active?.length ?? 0
      return { active, warnings: await dropSecret(client, standing, { ...place, active }) }
    },
  }
}

interface Acting {
  readonly namespace: string
  readonly signal: AbortSignal | undefined
}

function nameOf({ stack, pipeline, schedule }: ScheduleRequest): ScheduleName {
  return { stack, pipeline, name: schedule.name }
}

/** What drivers are started with, and what of it a Secret has to hold. */
function environmentFor(request: ScheduleRequest): Environment & { readonly values: Readonly<Record<string, string>> } {
  const { template, storeSpec, needs } = request
  const of = nameOf(request)
  const { plain, secret } = scheduledEnv({ store: storeSpec, ...of, template }, needs)
  const held = scheduleSecretReferences(of, Object.keys(secret))
  return { env: plain, secretEnv: { ...held, ...secretReferences(needs.secrets) }, values: secret }
}

/** What stands under the name of a schedule, if anything does. Throws `KUBERNETES_OBJECT_FOREIGN`: that is another one. */
async function findOurs(
  client: ApiClient,
  request: ScheduleRequest,
  { namespace, signal }: Acting,
): Promise<Wire<V1CronJob> | undefined> {
  const wanted = nameOf(request)
  const name = names.schedule(wanted)
  const standing = await getObject(client, CRON_JOBS, { name, namespace, signal })
  if (!standing) return undefined
  const found = scheduleNameOf(standing)
  if (found?.stack === wanted.stack && found.pipeline === wanted.pipeline && found.name === wanted.name) return standing
  throw new RegaugeError('KUBERNETES_OBJECT_FOREIGN', {
    message: `The CronJob "${name}" in namespace "${namespace}" is not that of schedule "${wanted.name}" of pipeline "${wanted.pipeline}".`,
    hint: `If nothing needs it, delete it: kubectl --namespace ${namespace} delete cronjob ${name}`,
    details: { cronJob: name, namespace },
  })
}

/** Made anew each time: nobody may read what is in the one that stands. A pod that starts in between waits for it. */
async function replaceSecret(
  client: ApiClient,
  of: ScheduleName,
  { namespace, values, signal }: Acting & { readonly values: Readonly<Record<string, string>> },
): Promise<void> {
  await deleteObject(client, SECRETS, { name: names.scheduleSecret(of), namespace, signal })
  if (Object.keys(values).length === 0) return
  const object = scheduleSecret(of, { namespace, values })
  await unlessThere(createObject(client, SECRETS, { object, isDeterministic: true, signal }))
}

async function createOrUpdate(client: ApiClient, object: V1CronJob, { namespace, signal }: Acting) {
  const created = await unlessThere(createObject(client, CRON_JOBS, { object, isDeterministic: true, signal }))
  if (created && !created.wasThere) return 'created'
  const { name, labels, annotations } = object.metadata as { name: string; labels: object; annotations: object }
  const standing = await getObject(client, CRON_JOBS, { name, namespace, signal })
  if (hashOf(standing) === hashOf(object)) return 'unchanged'
  // Whether it is suspended is said by people, with kubectl.
  const { suspend: _suspend, ...has } = standing?.spec ?? {}
  const patch = { metadata: { labels, annotations }, spec: mergePatch(has, object.spec) }
  await patchObject(client, CRON_JOBS, { name, namespace, type: 'merge', patch, isRepeatable: true, signal })
  return 'updated'
}

function hashOf(object: V1CronJob | Wire<V1CronJob> | undefined): string | undefined {
  return object?.metadata?.annotations?.[ANNOTATIONS.spec]
}

/**
 * A Job stays as it was made, whatever becomes of its schedule: one that cannot begin would keep all later runs of the
 * schedule from starting. Nobody but people can tell whether its run is still wanted.
 */
async function blockedWarnings(
  client: ApiClient,
  { schedule }: ScheduleRequest,
  { standing, ...look }: LookOptions & { readonly standing: Wire<V1CronJob> | undefined },
): Promise<readonly string[]> {
  const name = standing && newestJobOf(standing)
  if (name === undefined || schedule.concurrency !== 'forbid') return []
  const waits = await whatHolds(client, name, look)
  if (waits === undefined) return []
  return [
    `The Job "${name}" waits: ${waits}\nNo other run of schedule "${schedule.name}" starts before it has ended. If it never will, delete it: kubectl --namespace ${look.namespace} delete job ${name}`,
  ]
}

/** A driver that is started again needs the Secret, so that it stays where one is at work. */
async function dropSecret(
  client: ApiClient,
  standing: Wire<V1CronJob>,
  { namespace, active, signal }: Acting & { readonly active: number },
): Promise<readonly string[]> {
  const of = scheduleNameOf(standing)
  if (!of) return []
  const name = names.scheduleSecret(of)
  const pods = standing.spec?.jobTemplate.spec?.template.spec?.containers ?? []
  const isUsed = pods.some(({ env }) => env?.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name === name))
  if (!isUsed) return []
  if (active > 0) {
    return [
      `The Secret "${name}" stays for drivers at work. Delete it after them: kubectl --namespace ${namespace} delete secret ${name}`,
    ]
  }
  await deleteObject(client, SECRETS, { name, namespace, signal })
  return []
}

async function withWhatHolds(
  client: ApiClient,
  schedule: StandingSchedule,
  { newest, ...look }: LookOptions & { readonly newest: string | undefined },
): Promise<StandingSchedule> {
  const waits = newest === undefined ? undefined : await whatHolds(client, newest, look)
  return waits === undefined ? schedule : { ...schedule, waits }
}

function withNewestJob(object: Wire<V1CronJob>) {
  return { schedule: standingSchedule(object), newest: newestJobOf(object) }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
