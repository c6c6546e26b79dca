import { setTimeout as pause } from 'node:timers/promises'
import type { DriverEvent, DriverPlace, DriverRequest } from '@regauge/core'
import { driverEnv } from '@regauge/core/remote'
import type { ApiClient } from './api/api-client.ts'
import { createObject } from './api/create-object.ts'
import { getObject } from './api/get-object.ts'
import { JOBS } from './api/resources.ts'
import type { Verdict } from './classify/verdict.ts'
import { deadlinesOf, type KubernetesOrchestratorConfig } from './config.ts'
import type { OpenClient } from './kubernetes-orchestrator.ts'
import { lookAtJob } from './launcher/look-at-job.ts'
import { names } from './names.ts'
import { assertSameJob } from './objects/assert-same-job.ts'
import { driverJob } from './objects/driver-job.ts'
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
      const namespace = config.namespace ?? client.connection.namespace
      const deadlines = deadlinesOf(config)
      for (let before: Verdict | undefined; !signal.aborted;) {
        const seen = await lookAtJob(client, { name, namespace, deadlines, isRestarted: true, before, signal })
        const verdict = seen?.verdict
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

function eventOf(verdict: Verdict): DriverEvent | undefined {
  switch (verdict.kind) {
    case 'waiting':
      return { kind: 'pending', reason: verdict.reason }
    case 'failed':
      // Nobody can reach its pod, so it may drive all the same: whether it does is what its records tell.
      if (verdict.remains === 'unknown') return { kind: 'pending', reason: verdict.failure.message }
      return { kind: 'ended', failure: verdict.failure }
    case 'completed':
    case 'fenced':
      return { kind: 'ended' }
    case 'running':
      return undefined
  }
}
