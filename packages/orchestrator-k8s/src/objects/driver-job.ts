import type { V1Job, V1JobSpec } from '@kubernetes/client-node'
import type { KubernetesOrchestratorConfig } from '../config.ts'
import type { Features } from '../features.ts'
import { names } from '../names.ts'
import { RUNNER_EXIT } from '@regauge/core/remote'
import { CONTAINERS } from '../runner-layout.ts'
import { driverPod } from './driver-pod.ts'
import type { Environment } from './environment.ts'
import { jobLifetime, runJob } from './job-spec.ts'
import { ANNOTATIONS } from './keys.ts'
import { runLabels, type ObjectScope } from './scope.ts'

/** A scope whose config says how drivers run. */
export interface DriverScope extends ObjectScope {
  readonly config: KubernetesOrchestratorConfig
}

/** How often a driver is started again after failures of its own; evictions come on top where the server can tell them apart. */
export const RESTARTS = 6

/**
 * The Job of an epoch's driver. Unlike a step, a driver is started again by Kubernetes: it has no state of its own, and
 * goes on where the records in the store say.
 */
export function driverJob(environment: Environment, scope: DriverScope): V1Job {
  const { run, epoch, config, features } = scope
  const labels = { ...config.driverPod.labels, ...runLabels(scope, 'driver') }
  const annotations = { ...config.driverPod.annotations, [ANNOTATIONS.epoch]: String(epoch) }
  const object = { name: names.driver(run, epoch), role: 'driver', labels, annotations } as const
  return runJob(scope, object, {
    backoffLimit: RESTARTS,
    completions: 1,
    parallelism: 1,
    ...driverFailurePolicy(features),
    ...jobLifetime(scope),
    template: driverPod({ ...environment, labels, annotations }, config),
  })
}

/** Evictions cost a driver nothing, and what no second start mends ends its Job. The first rule that fits counts. */
export function driverFailurePolicy(features: Features): Pick<V1JobSpec, 'podFailurePolicy'> {
  if (!features.podFailurePolicy) return {}
  const { config } = RUNNER_EXIT
  return {
    podFailurePolicy: {
      rules: [
        { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
        { action: 'FailJob', onExitCodes: { containerName: CONTAINERS.driver, operator: 'In', values: [config] } },
      ],
    },
  }
}
