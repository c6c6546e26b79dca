import { setTimeout as pause } from 'node:timers/promises'
import type { V1Job } from '@kubernetes/client-node'
import type { DriverEvent, DriverPlace, DriverRequest } from '@regauge/core'
import { RegaugeError } from '@regauge/core/errors'
import { driverEnv } from '@regauge/core/remote'
import type { ApiClient } from './api/api-client.ts'
import { createObject } from './api/create-object.ts'
import { deleteObject } from './api/delete-object.ts'
import { getObject } from './api/get-object.ts'
import { JOBS, SECRETS } from './api/resources.ts'
import type { Wire } from './api/wire.ts'
import { deletedFailure } from './classify/deleted-failure.ts'
import type { Moment } from './classify/sight.ts'
import { ended, type Verdict } from './classify/verdict.ts'
import { deadlinesOf, type KubernetesOrchestratorConfig } from './config.ts'
import type { OpenClient } from './kubernetes-orchestrator.ts'
import { isWorthTelling } from './launcher/is-worth-telling.ts'
import { lookAtJob } from './launcher/look-at-job.ts'
import { names } from './names.ts'
import { namespaceOf } from './namespace-of.ts'
import { assertSameJob, jobDifference } from './objects/assert-same-job.ts'
import { driverJob } from './objects/driver-job.ts'
import { ANNOTATIONS } from './objects/keys.ts'
import { openScope } from './objects/open-scope.ts'
import { ensureRunSecret, toEnvironment } from './objects/remote-environment.ts'
import { unlessThere } from './objects/unless-there.ts'

/** How often the pod of a driver is looked at from outside. */
const LOOK_MS = 2_000
/** How often a Job is looked for that was told to go. */
const GONE_MS = 200

/** Drivers in Jobs of a cluster. */
export function createDriverPlace(config: KubernetesOrchestratorConfig, openClient: OpenClient): DriverPlace {
  return {
    async start(request, { signal } = {}) {
      await using client = await openClient()
      await startDriver(client, request, { config, signal })
    },
    async *watch({ run, epoch }, { signal }) {
      await using client = await openClient()
      const name = names.driver(run, epoch)
      const namespace = namespaceOf(config, client)
      const deadlines = deadlinesOf(config)
      const began = client.now
      for (let before: Verdict | undefined; !signal.aborted;) {
        const seen = await lookAtJob(client, { name, namespace, deadlines, isRestarted: true, before, signal })
        // Whoever asked for it may be about to make it.
        const isGone = before !== undefined || client.now - began > deadlines.noPod
        const verdict = seen?.verdict ?? (isGone ? ended(deletedFailure('Job', name)) : undefined)
        const event = verdict && eventOf(verdict, { now: client.now, deadlines })
        if (event) yield event
        if (event?.kind === 'ended') return
        before = verdict
        await pause(LOOK_MS, undefined, { signal }).catch(() => undefined)
      }
    },
    async remove(request, { signal } = {}) {
      await using client = await openClient()
      await removeDriver(client, request, { config, signal })
    },
  }
}

interface DriverJobOptions {
  readonly config: KubernetesOrchestratorConfig
  readonly signal: AbortSignal | undefined
}

async function startDriver(
  client: ApiClient,
  request: DriverRequest,
  { config, signal }: DriverJobOptions,
): Promise<void> {
  const { run, epoch, storeSpec, needs } = request
  const scope = await openScope(client, request, { config, signal })
  const place = names.driver(run, epoch)
  const env = driverEnv({ store: storeSpec, run, epoch, place }, needs)
  const object = driverJob(toEnvironment(env, scope, needs.secrets), scope)
  for (;;) {
    await ensureRunSecret(client, scope, { values: env.secret, signal })
    const created = await unlessThere(createObject(client, JOBS, { object, isDeterministic: true, signal }))
    if (created && !created.wasThere) return
    if (await isKept(client, object, { config, signal })) return
    await removeDriver(client, request, { config, signal })
  }
}

/**
 * Whether the Job that stands under the name of a driver's is left to drive: as long as it has not ended, and waits with
 * the same spec. Throws `KUBERNETES_OBJECT_FOREIGN` where it is not this epoch's, or is at work with another spec.
 */
async function isKept(client: ApiClient, wanted: V1Job, { config, signal }: DriverJobOptions): Promise<boolean> {
  // As it was made here.
  const place = wanted.metadata as { readonly name: string; readonly namespace: string }
  const standing = await getObject(client, JOBS, { ...place, signal })
  const seen = await lookAtJob(client, { ...place, deadlines: deadlinesOf(config), isRestarted: true, signal })
  if (!standing || !seen) return false
  const { kind } = seen.verdict
  if (kind === 'running' || isForeign(standing, wanted)) assertSameJob(standing, wanted)
  return kind === 'running' || (kind === 'waiting' && jobDifference(standing, wanted) === undefined)
}

function isForeign(standing: Wire<V1Job>, wanted: V1Job): boolean {
  const differing = jobDifference(standing, wanted)
  return differing !== undefined && differing !== ANNOTATIONS.spec
}

/**
 * Deletes the Job of an epoch's driver and the Secret that was made for it; resolves when the Job is gone. Throws
 * `KUBERNETES_CONFLICT` where something holds it.
 */
async function removeDriver(
  client: ApiClient,
  { run, epoch }: Pick<DriverRequest, 'run' | 'epoch'>,
  { config, signal }: DriverJobOptions,
): Promise<void> {
  const namespace = namespaceOf(config, client)
  const job = { name: names.driver(run, epoch), namespace, signal }
  await deleteObject(client, JOBS, job)
  await deleteObject(client, SECRETS, { ...job, name: names.secret(run, epoch) })
  const { terminating } = deadlinesOf(config)
  for (const began = performance.now(); await getObject(client, JOBS, job);) {
    if (performance.now() - began > terminating) throw held(job)
    await pause(GONE_MS, undefined, { signal })
  }
}

function held({ name, namespace }: { readonly name: string; readonly namespace: string }): RegaugeError {
  return new RegaugeError('KUBERNETES_CONFLICT', {
    message: `The Job "${name}" in namespace "${namespace}" was told to go, and is still there.`,
    hint: `Look at its finalizers: kubectl --namespace ${namespace} get job ${name} --output yaml`,
    details: { job: name, namespace },
  })
}

function eventOf(verdict: Verdict, moment: Pick<Moment, 'now' | 'deadlines'>): DriverEvent | undefined {
  switch (verdict.kind) {
    case 'waiting':
      return isWorthTelling(verdict, moment) ? { kind: 'pending', reason: verdict.reason } : undefined
    case 'failed':
      // Nobody can reach its pod, so it may drive all the same: whether it does is what its records tell.
      if (verdict.remains === 'unknown') return { kind: 'pending', reason: verdict.failure.message }
      return { kind: 'ended', failure: verdict.failure, mayBegin: verdict.remains === 'idle' }
    case 'completed':
    case 'fenced':
      return { kind: 'ended' }
    case 'running':
      return undefined
  }
}
