import { randomUUID } from 'node:crypto'
import type { V1Job, V1Pod } from '@kubernetes/client-node'
import type { Probe } from '@regauge/core'
import { isRegaugeError, RegaugeError } from '@regauge/core/errors'
import { createObject } from '../api/create-object.ts'
import { JOBS, PODS } from '../api/resources.ts'
import { serverVersion } from '../api/server-version.ts'
import type { KubernetesOrchestratorConfig } from '../config.ts'
import { featuresOf } from '../features.ts'
import { driverProbeJob, stepProbeJob } from '../objects/probe-job.ts'
import type { ObjectScope } from '../objects/scope.ts'
import { RUNNER_IMAGE } from '../runner-layout.ts'
import { lookAtPlace, type PlaceLook, type ProbedPlace } from './probed-place.ts'

const EMPTY = { env: {}, secretEnv: {} }

/** A name of an image as registries read it, with a tag, a digest, or both. */
const IMAGE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?<tag>:\w[\w.-]{0,127})?(?<digest>@\w+:[0-9a-f]{32,})?$/

/** That the runner image has a name that can be one; whether it can be had is shown by the pods that start. */
export function imageProbe(place: ProbedPlace): Probe {
  const { image = RUNNER_IMAGE, imagePullPolicy } = place.config
  return {
    name: 'runner image',
    async look() {
      const match = IMAGE.exec(image)
      if (match) {
        const isLatest = !match.groups?.['digest'] && /^(?::latest)?$/.test(match.groups?.['tag'] ?? '')
        return `${image}, pulled ${imagePullPolicy ?? (isLatest ? 'Always' : 'IfNotPresent')}`
      }
      throw new RegaugeError('KUBERNETES_OBJECT_INVALID', {
        message: `"${image}" cannot be the name of an image.`,
        hint: 'Correct "image" in the config of the component, e.g. registry.example.com/team/regauge-runner:1.',
        details: { image },
      })
    },
  }
}

/** That the API server and its policies take Jobs and pods of steps. */
export function stepPodProbe(place: ProbedPlace): Probe {
  return lookAtPlace(place, 'step pod', async (look) => tryJob(look, stepProbeJob(EMPTY, await scopeOf(look))))
}

/** The same for drivers, with their service account. */
export function driverPodProbe(place: ProbedPlace, config: KubernetesOrchestratorConfig): Probe {
  return lookAtPlace(place, 'driver pod', async (look) =>
    tryJob(look, driverProbeJob(EMPTY, { ...(await scopeOf(look)), config })),
  )
}

async function scopeOf({ client, namespace, config, signal }: PlaceLook): Promise<ObjectScope> {
  const { name } = await serverVersion(client, { signal })
  const run = randomUUID()
  // Nothing of it is kept, so that nobody looks for its owner.
  return { namespace, run, pipeline: 'doctor', epoch: 1, ownerUid: randomUUID(), config, features: featuresOf(name) }
}

/**
 * Has a Job and its pod looked at without keeping them. Policies refuse pods, and warn of Jobs at most, so that the Job
 * alone says little; but not everybody who may make Jobs may make pods.
 */
async function tryJob({ client, signal }: PlaceLook, job: V1Job): Promise<string> {
  const { warnings } = await createObject(client, JOBS, { object: job, dryRun: true, signal })
  const { metadata, spec } = job.spec!.template
  const { labels = {}, annotations = {} } = metadata ?? {}
  const named = { name: job.metadata!.name!, namespace: job.metadata!.namespace!, labels, annotations }
  const object: V1Pod = { apiVersion: 'v1', kind: 'Pod', metadata: named, ...(spec && { spec }) }
  const tried = await unlessDenied(createObject(client, PODS, { object, dryRun: true, signal }))
  const all = [...new Set([...warnings, ...(tried?.warnings ?? [])])]
  const taken = tried ? 'taken by the API server' : 'its Job is taken; making pods without a Job is not allowed'
  return all.length === 0 ? taken : `${taken}, with a warning: ${all.join('; ')}`
}

async function unlessDenied<T>(trying: Promise<T>): Promise<T | undefined> {
  try {
    return await trying
  } catch (thrown) {
    if (isRegaugeError(thrown) && thrown.code === 'KUBERNETES_DENIED') return undefined
    throw thrown
  }
}
