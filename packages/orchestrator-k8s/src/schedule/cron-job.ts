import type { V1CronJob } from '@kubernetes/client-node'
import { milliseconds, type KubernetesOrchestratorConfig } from '../config.ts'
import type { Features } from '../features.ts'
import { labelValue, names } from '../names.ts'
import { POD_VARIABLES } from '../runner-layout.ts'
import { driverFailurePolicy } from '../objects/driver-job.ts'
import { driverPod } from '../objects/driver-pod.ts'
import type { Environment } from '../objects/environment.ts'
import { ANNOTATIONS, LABELS } from '../objects/keys.ts'
import { checkSchedule } from './check-schedule.ts'
import type { ScheduleSpec } from './schedule-spec.ts'

/** Where a schedule is kept, and with what its drivers are started. */
export interface CronJobScope extends Environment {
  readonly namespace: string
  readonly config: KubernetesOrchestratorConfig
  readonly features: Features
}

const POLICIES = { allow: 'Allow', forbid: 'Forbid', replace: 'Replace' } as const

/** Without one, a controller that was away for a hundred runs would start none any more. */
const DEADLINE_MS = 3_600_000

/** Ended Jobs that are kept for people to look at; their time to live ends them, too. */
const HISTORY = 3

/**
 * The CronJob of a schedule. Each of its Jobs drives one run, whose id comes from the time that it was due
 * ({@link scheduledRunKey}): Kubernetes may start two Jobs for one time, and still there is one run. It belongs to no
 * run, and stays until it is deleted. Throws `KUBERNETES_SCHEDULE_INVALID`.
 */
export function cronJob(schedule: ScheduleSpec, scope: CronJobScope): V1CronJob {
  checkSchedule(schedule)
  const { pipeline, name, cron, timeZone = 'Etc/UTC', concurrency = 'forbid', suspended = false } = schedule
  const { config, features, namespace } = scope
  const labels = {
    ...config.driverPod.labels,
    [LABELS.owner]: 'regauge',
    [LABELS.role]: 'schedule',
    [LABELS.pipeline]: labelValue(pipeline),
    [LABELS.schedule]: labelValue(name),
  }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: names.schedule(pipeline, name),
      namespace,
      labels,
      annotations: { [ANNOTATIONS.schedule]: name },
    },
    spec: {
      schedule: cron,
      ...(features.timeZone && { timeZone }),
      concurrencyPolicy: POLICIES[concurrency],
      startingDeadlineSeconds: Math.ceil((schedule.deadlineMs ?? DEADLINE_MS) / 1_000),
      successfulJobsHistoryLimit: HISTORY,
      failedJobsHistoryLimit: HISTORY,
      suspend: suspended,
      jobTemplate: {
        metadata: { labels, annotations: { ...config.driverPod.annotations } },
        spec: {
          backoffLimit: 6,
          ...driverFailurePolicy(features),
          ...(features.podReplacementPolicy && { podReplacementPolicy: 'Failed' }),
          ttlSecondsAfterFinished: Math.ceil(milliseconds(config.ttl) / 1_000),
          template: scheduledPod(labels, scope),
        },
      },
    },
  }
}

/** A driver's pod that knows the name of its Job, and so the time that it was due. */
function scheduledPod(labels: { readonly [label: string]: string }, scope: CronJobScope): ReturnType<typeof driverPod> {
  const { config, env, secretEnv } = scope
  const template = driverPod({ env, secretEnv, labels, annotations: {} }, config)
  const [container] = template.spec!.containers
  container!.env!.push({
    name: POD_VARIABLES.job,
    // The label without a prefix is there in every version.
    valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } },
  })
  return template
}
