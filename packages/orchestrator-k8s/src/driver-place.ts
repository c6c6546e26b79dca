import { setTimeout as pause } from 'node:timers/promises'
import type { DriverEvent, DriverPlace, DriverRequest } from '@regauge/core'
import { driverEnv } from '@regauge/core/remote'
import type { ApiClient } from './api/api-client.ts'
import { createObject } from './api/create-object.ts'
import { getObject } from './api/get-object.ts'
import { listEvents } from './api/list-events.ts'
import { listObjects } from './api/list-objects.ts'
import { JOBS, PODS } from './api/resources.ts'
import { classifyJob } from './classify/classify-job.ts'
import { classifyPod } from './classify/classify-pod.ts'
import type { Verdict } from './classify/verdict.ts'
import { deadlinesOf, type KubernetesOrchestratorConfig } from './config.ts'
import type { OpenClient } from './kubernetes-orchestrator.ts'
import { viewOf } from './launcher/pod-view.ts'
import { names } from './names.ts'
import { assertSameJob } from './objects/assert-same-job.ts'
import { driverJob } from './objects/driver-job.ts'
import { JOB_LABEL, labelSelector } from './objects/keys.ts'
import { openScope } from './objects/open-scope.ts'
import { ensureRunSecret, toEnvironment } from './objects/remote-environment.ts'
import { unlessThere } from './objects/unless-there.ts'

/** How often the pod of a driver is looked at from outside. */
const LOOK_MS = 2_000

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
      for (let before: Verdict | undefined; !signal.aborted;) {
        const verdict = await judge(client, name, { config, before, signal })
        const event = verdict && eventOf(verdict)
        if (event) yield event
        if (event?.kind === 'ended') return
        before = verdict
        await pause(LOOK_MS, undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

interface StartDriverOptions {
  readonly config: KubernetesOrchestratorConfig
  readonly signal: AbortSignal | undefined
}

async function startDriver(
  client: ApiClient,
  request: DriverRequest,
  { config, signal }: StartDriverOptions,
): Promise<void> {
  const { run, epoch, storeSpec, needs } = request
  const scope = await openScope(client, request, { config, signal })
  const place = names.driver(run, epoch)
  const env = driverEnv({ store: storeSpec, run, epoch, place }, needs)
  await ensureRunSecret(client, scope, { values: env.secret, signal })
  const object = driverJob(toEnvironment(env, scope, needs.secrets), scope)
  const { name, namespace } = object.metadata as { name: string; namespace: string }
  const created = await unlessThere(createObject(client, JOBS, { object, isDeterministic: true, signal }))
  if (created && !created.wasThere) return
  const standing = created?.object ?? (await getObject(client, JOBS, { name, namespace, signal }))
  if (standing) assertSameJob(standing, object)
}

interface JudgeOptions {
  readonly config: KubernetesOrchestratorConfig
  readonly before: Verdict | undefined
  readonly signal: AbortSignal
}

/** What there is to say of the driver's Job; undefined where nothing is wrong with it. */
async function judge(
  client: ApiClient,
  name: string,
  { config, before, signal }: JudgeOptions,
): Promise<Verdict | undefined> {
  const namespace = config.namespace ?? client.connection.namespace
  const job = await getObject(client, JOBS, { name, namespace, signal })
  if (!job) return undefined
  const labels = labelSelector({ [JOB_LABEL]: name })
  const { items } = await listObjects(client, PODS, { namespace, labelSelector: labels, project: viewOf, signal })
  const isAlive = ({ pod }: (typeof items)[number]) => !/^(?:Succeeded|Failed)$/.test(pod.status?.phase ?? '')
  const newest = items.find(isAlive)
  const deadlines = deadlinesOf(config)
  const uid = newest?.uid ?? job.metadata?.uid ?? ''
  const events = await listEvents(client, { namespace, uid, signal })
  const moment = { now: client.now, deadlines, before, events }
  // A Job starts another pod where one is lost, so that only its own end is one.
  return newest ? classifyPod({ pod: newest.pod, ...moment }) : classifyJob({ job, ...moment })
}

function eventOf(verdict: Verdict): DriverEvent | undefined {
  switch (verdict.kind) {
    case 'waiting':
      return { kind: 'pending', reason: verdict.reason }
    case 'failed':
      return { kind: 'ended', failure: verdict.failure }
    case 'completed':
    case 'fenced':
      return { kind: 'ended' }
    case 'running':
      return undefined
  }
}
