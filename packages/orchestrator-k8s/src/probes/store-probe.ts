import { randomUUID } from 'node:crypto'
import type { V1Job } from '@kubernetes/client-node'
import type { Finding, Probe, Sighting } from '@regauge/core'
import { probeEnv } from '@regauge/core/remote'
import { formatDuration } from '@regauge/core/units'
import { createObject } from '../api/create-object.ts'
import { JOBS } from '../api/resources.ts'
import type { KubernetesOrchestratorConfig } from '../config.ts'
import { names } from '../names.ts'
import type { Environment } from '../objects/environment.ts'
import { openScope } from '../objects/open-scope.ts'
import { driverProbeJob, stepProbeJob } from '../objects/probe-job.ts'
import { ensureRunSecret, toEnvironment } from '../objects/remote-environment.ts'
import { removeRun } from '../objects/remove-run.ts'
import type { ObjectScope } from '../objects/scope.ts'
import { untilFindings } from './until-findings.ts'
import { lookAtPlace, type PlaceLook, type ProbedPlace } from './probed-place.ts'

/** How long one look at the store may take in a pod. */
const LOOK_MS = 15_000
const CLEAN_UP_MS = 5_000

type JobBuilder = (environment: Environment, scope: ObjectScope) => V1Job

/** The probes of the store, from a pod like those of steps. */
export function stepStoreProbe(place: ProbedPlace): Probe {
  return lookAtPlace(place, 'store by step', (look) => probeInPod(look, 'by step', stepProbeJob))
}

/** The same from a pod like those of drivers, which have another account and so may be somebody else to the store. */
export function driverStoreProbe(place: ProbedPlace, config: KubernetesOrchestratorConfig): Probe {
  return lookAtPlace(place, 'store by driver', (look) =>
    probeInPod(look, 'by driver', (environment, scope) => driverProbeJob(environment, { ...scope, config })),
  )
}

function seenFrom(where: string, finding: Finding): Finding {
  return { ...finding, name: `${finding.name} ${where}` }
}

/** What is wrong is told one by one; what is well was told in the same words of this machine. */
async function probeInPod(look: PlaceLook, where: string, build: JobBuilder): Promise<Sighting> {
  const { client, namespace, config, context, signal } = look
  const began = performance.now()
  const run = randomUUID()
  try {
    const needs = context.storeNeeds()
    const env = probeEnv({ store: context.storeSpec, timeoutMs: LOOK_MS }, needs)
    const scope = await openScope(client, { run, epoch: 1, pipeline: 'doctor' }, { config, signal })
    await ensureRunSecret(client, scope, { values: env.secret, signal })
    const object = build(toEnvironment(env, scope, needs.secrets), scope)
    await createObject(client, JOBS, { object, isDeterministic: true, signal })
    const findings = await untilFindings(look, names.probe(run))
    const wrong = findings.filter(({ ok }) => !ok)
    const took = formatDuration(performance.now() - began)
    return {
      detail: `a pod ran in ${took}; ${findings.length - wrong.length} of ${findings.length} probes are well`,
      next: wrong.map((finding) => seenFrom(where, finding)),
    }
  } finally {
    const cleaning = AbortSignal.timeout(CLEAN_UP_MS)
    // What may not be deleted goes with its time to live.
    await removeRun(client, { namespace, name: names.run(run), signal: cleaning }).catch(() => undefined)
  }
}
