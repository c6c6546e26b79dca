/** Labels of every object. Their values are made by `labelValue` where people choose them. */
export const LABELS = {
  /** Always `regauge`. */
  owner: 'app.kubernetes.io/managed-by',
  run: 'regauge.dev/run',
  /** A {@link Role}. */
  role: 'regauge.dev/role',
  pipeline: 'regauge.dev/pipeline',
  /** The launcher of the plan: `orchestrator`, or the name of a step operator. */
  launcher: 'regauge.dev/launcher',
  /** Static path of the step. */
  step: 'regauge.dev/step',
  schedule: 'regauge.dev/schedule',
  /** Of a schedule: its stack. */
  stack: 'regauge.dev/stack',
} as const

/** What an object is for. */
export type Role = 'run' | 'driver' | 'step' | 'map' | 'probe' | 'schedule'

/** Annotations of Jobs and their pods. */
export const ANNOTATIONS = {
  /** Dynamic path and number of the bundle's first attempt. */
  path: 'regauge.dev/path',
  attempt: 'regauge.dev/attempt',
  /** Of the driver that made the object. */
  epoch: 'regauge.dev/epoch',
  /** What the Job works off: {@link formatAttempts}. Left out where it is long; then {@link ANNOTATIONS.table} says it. */
  attempts: 'regauge.dev/attempts',
  /** The key of the table of bundles from which its pods read what they are to do; left out where they need none. */
  table: 'regauge.dev/table',
  /** A hash of the Job's spec. */
  spec: 'regauge.dev/spec',
  /** Whose a schedule is: names as people gave them. */
  schedule: 'regauge.dev/schedule',
  pipeline: 'regauge.dev/pipeline',
  stack: 'regauge.dev/stack',
} as const

/**
 * The annotation and the label by which Kubernetes itself says whose a pod of a Job is. The label has been there from the
 * beginning, its other form `batch.kubernetes.io/job-name` only since 1.27.
 */
export const INDEX_ANNOTATION = 'batch.kubernetes.io/job-completion-index'
export const JOB_LABEL = 'job-name'

/** The label by which Kueue knows the queue of a Job. */
export const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name'

/** A selector for a list or watch: every label has to have its value. */
export function labelSelector(labels: { readonly [label: string]: string }): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',')
}
