import type { ApiClient } from '../api/api-client.ts'
import { getObject } from '../api/get-object.ts'
import { listObjects } from '../api/list-objects.ts'
import { listEvents } from '../api/list-events.ts'
import { JOBS, PODS } from '../api/resources.ts'
import { classifyJob } from '../classify/classify-job.ts'
import { classifyPod } from '../classify/classify-pod.ts'
import { classifyRestarted } from '../classify/classify-restarted.ts'
import { podHasEnded } from '../classify/pod-state.ts'
import type { Verdict } from '../classify/verdict.ts'
import type { Deadlines } from '../config.ts'
import { JOB_LABEL, labelSelector } from '../objects/keys.ts'
import { type PodView, viewOf } from './pod-view.ts'

/** Which Job, and what was said of it before. */
export interface LookAtJobOptions {
  readonly name: string
  readonly namespace: string
  readonly deadlines: Deadlines
  /** Whether another pod starts where one fails, so that only the Job's own end is one. */
  readonly isRestarted: boolean
  readonly before?: Verdict | undefined
  readonly signal?: AbortSignal | undefined
}

/** A Job with one pod at a time, as it is seen by somebody who does not watch it. */
export interface JobSight {
  readonly verdict: Verdict
  readonly pods: readonly PodView[]
}

/** How a Job gets on; undefined where there is none of that name. */
export async function lookAtJob(client: ApiClient, options: LookAtJobOptions): Promise<JobSight | undefined> {
  const { name, namespace, deadlines, isRestarted, before, signal } = options
  const job = await getObject(client, JOBS, { name, namespace, signal })
  if (!job) return undefined
  const labels = labelSelector({ [JOB_LABEL]: name })
  const { items: pods } = await listObjects(client, PODS, { namespace, labelSelector: labels, project: viewOf, signal })
  const decisive = isRestarted ? pods.find(({ pod }) => !podHasEnded(pod)) : pods[0]
  const uid = decisive?.uid ?? job.metadata?.uid ?? ''
  const events = await listEvents(client, { namespace, uid, signal })
  const moment = { now: client.now, deadlines, before, events }
  if (isRestarted) return { verdict: classifyRestarted({ job, pods: pods.map(({ pod }) => pod), ...moment }), pods }
  const verdict = decisive ? classifyPod({ pod: decisive.pod, ...moment }) : classifyJob({ job, ...moment })
  return { verdict, pods }
}
