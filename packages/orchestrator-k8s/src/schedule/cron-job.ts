import type { V1CronJob, V1CronJobSpec } from '@kubernetes/client-node'
import type { ScheduleName, ScheduleRequest, ScheduleSpec } from '@regauge/core'
import type { KubernetesOrchestratorConfig } from '../config.ts'
import type { Features } from '../features.ts'
import { labelValue, names } from '../names.ts'
import { driverFailurePolicy, RESTARTS } from '../objects/driver-job.ts'
import { driverPod } from '../objects/driver-pod.ts'
import type { Environment } from '../objects/environment.ts'
import { jobLifetime, specHash } from '../objects/job-spec.ts'
import { ANNOTATIONS, LABELS } from '../objects/keys.ts'
import { POD_VARIABLES, SCHEDULED_DRIVER_COMMAND } from '../runner-layout.ts'
import { deadlineSeconds } from './check-deadline.ts'

/** Where a schedule is kept, and with what its drivers are started. */
export interface CronJobScope extends Environment {
  readonly namespace: string
  readonly config: KubernetesOrchestratorConfig
  readonly features: Features
}

/** What Kubernetes calls our kinds of concurrency. */
export const CONCURRENCY_POLICIES = { allow: 'Allow', forbid: 'Forbid', replace: 'Replace' } as const satisfies Record<
  ScheduleSpec['concurrency'],
  string
>

/** Ended Jobs that are kept for people to look at; their time to live ends them, too. */
const HISTORY = 3

/**
 * The CronJob of a schedule. Each of its Jobs drives one run, whose id comes from the time that it was due: Kubernetes
 * may start two Jobs for one time, and still there is one run. It belongs to no run, and stays until it is deleted.
 * Throws `KUBERNETES_SCHEDULE_INVALID`.
 */
export function cronJob(
  request: Pick<ScheduleRequest, 'stack' | 'pipeline' | 'schedule'>,
  scope: CronJobScope,
): V1CronJob {
  const { stack, pipeline, schedule } = request
  const { config, features, namespace } = scope
  const of = { stack, pipeline, name: schedule.name }
  const labels = { ...config.driverPod.labels, ...scheduleLabels(of) }
  const spec: V1CronJobSpec = {
    schedule: schedule.cron,
    ...(features.timeZone && { timeZone: schedule.timeZone }),
    concurrencyPolicy: CONCURRENCY_POLICIES[schedule.concurrency],
    startingDeadlineSeconds: deadlineSeconds(request),
    successfulJobsHistoryLimit: HISTORY,
    failedJobsHistoryLimit: HISTORY,
    jobTemplate: {
      metadata: { labels, annotations: { ...config.driverPod.annotations } },
      spec: {
        backoffLimit: RESTARTS,
        ...driverFailurePolicy(features),
        ...jobLifetime(scope),
        template: scheduledPod(labels, scope),
      },
    },
  }
  const annotations = { ...scheduleAnnotations(of), [ANNOTATIONS.spec]: specHash(spec) }
  const metadata = { name: names.schedule(of), namespace, labels, annotations }
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec }
}

/** The labels of all objects of a schedule. */
export function scheduleLabels({ stack, pipeline, name }: ScheduleName): Record<string, string> {
  return { ...stackLabels(stack), [LABELS.pipeline]: labelValue(pipeline), [LABELS.schedule]: labelValue(name) }
}

/** The labels that all schedules of a stack have in common. */
export function stackLabels(stack: string): Record<string, string> {
  return { [LABELS.owner]: 'regauge', [LABELS.role]: 'schedule', [LABELS.stack]: labelValue(stack) }
}

/** Whose a schedule is, in the words of people. */
function scheduleAnnotations({ stack, pipeline, name }: ScheduleName): Record<string, string> {
  return { [ANNOTATIONS.stack]: stack, [ANNOTATIONS.pipeline]: pipeline, [ANNOTATIONS.schedule]: name }
}

/** The labels of a Job's pod that say whose it is. Those without a prefix are there in every version. */
const OF_JOB = {
  [POD_VARIABLES.job]: "metadata.labels['job-name']",
  [POD_VARIABLES.jobUid]: "metadata.labels['controller-uid']",
} as const

/** A driver's pod that knows the name of its Job, and so the time that it was due. */
function scheduledPod(labels: { readonly [label: string]: string }, scope: CronJobScope): ReturnType<typeof driverPod> {
  const { config, env, secretEnv } = scope
  const template = driverPod({ env, secretEnv, labels, annotations: {}, command: SCHEDULED_DRIVER_COMMAND }, config)
  const [container] = template.spec!.containers
  const variables = Object.entries(OF_JOB)
  container!.env!.push(...variables.map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })))
  return template
}
