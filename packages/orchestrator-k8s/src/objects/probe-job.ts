import type { V1Job, V1PodTemplateSpec } from '@kubernetes/client-node'
import type { BundleSpec } from '@regauge/core'
import { names } from '../names.ts'
import { PROBE_COMMAND } from '../runner-layout.ts'
import type { DriverScope } from './driver-job.ts'
import { driverPod } from './driver-pod.ts'
import type { Environment } from './environment.ts'
import { jobLifetime, runJob } from './job-spec.ts'
import { runLabels, type ObjectScope } from './scope.ts'
import { queueing } from './step-job.ts'
import { stepPod } from './step-pod.ts'

/** Seconds that a probe and what it needs of the cluster may take. */
const DEADLINE_SECONDS = 600

/** The Job of a probe, in a pod like those of steps: the same image, account, places and limits. */
export function stepProbeJob(environment: Environment, scope: ObjectScope): V1Job {
  const work = { ...environment, bundles: [probeBundle(scope)], role: 'step', command: PROBE_COMMAND } as const
  return probeJob(stepPod(work, scope), scope)
}

/** The Job of a probe, in a pod like those of drivers. */
export function driverProbeJob(environment: Environment, scope: DriverScope): V1Job {
  const { labels, annotations } = scope.config.driverPod
  const own = { labels: { ...labels, ...runLabels(scope, 'probe') }, annotations: { ...annotations } }
  return probeJob(driverPod({ ...environment, ...own, command: PROBE_COMMAND }, scope.config), scope)
}

function probeJob(template: V1PodTemplateSpec, scope: ObjectScope): V1Job {
  return runJob(
    scope,
    { name: names.probe(scope.run), role: 'probe' },
    {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      ...queueing(scope),
      ...jobLifetime(scope),
      template,
    },
  )
}

/** What a pod of a step is made from, for a step that asks for nothing. */
function probeBundle({ run, pipeline, epoch }: Pick<ObjectScope, 'run' | 'pipeline' | 'epoch'>): BundleSpec {
  // No digest of anything: nothing of it is fetched.
  const digest = '0'.repeat(64)
  return {
    id: 'probe@1',
    launcher: 'orchestrator',
    resources: { cpu: 0, gpu: 0 },
    envelopes: [
      {
        protocol: 1,
        run,
        pipeline,
        epoch,
        path: 'probe',
        attempt: 1,
        node: 'probe',
        step: 'probe',
        items: [],
        code: digest,
        plan: digest,
        inputs: {},
        outputs: {},
        graceMs: 0,
        env: {},
        secrets: [],
      },
    ],
  }
}
