import type { V1Job } from '@kubernetes/client-node'
import type { BundleSpec } from '@regauge/core'
import { names } from '../names.ts'
import { formatAttempts } from './attempts-annotation.ts'
import { jobLifetime, runJob } from './job-spec.ts'
import { ANNOTATIONS, QUEUE_LABEL } from './keys.ts'
import type { ObjectName, ObjectScope } from './scope.ts'
import { stepAnnotations, stepLabels, stepPod, type StepInput, type StepWork } from './step-pod.ts'

/**
 * The Job of one bundle. It starts one pod and never a second: whether an attempt is followed by another is the
 * driver's to decide.
 */
export function stepJob(bundle: BundleSpec, input: StepInput, scope: ObjectScope): V1Job {
  const work: StepWork = { ...input, bundles: [bundle], role: 'step' }
  const { path, attempt } = bundle.envelopes[0]!
  return runJob(scope, stepObject(names.step({ run: scope.run, path, attempt }), work, scope), {
    backoffLimit: 0,
    completions: 1,
    parallelism: 1,
    ...queueing(scope),
    ...jobLifetime(scope),
    template: stepPod(work, scope),
  })
}

/** Name, labels and annotations of a Job of steps. */
export function stepObject(name: string, work: StepWork, scope: ObjectScope): ObjectName {
  const attempts = formatAttempts(work.bundles)
  const { queueName } = scope.config
  return {
    name,
    role: work.role,
    labels: { ...stepLabels(work, scope), ...(queueName !== undefined && { [QUEUE_LABEL]: queueName }) },
    annotations: {
      ...stepAnnotations(work, scope),
      ...(attempts !== undefined && { [ANNOTATIONS.attempts]: attempts }),
      ...(work.table !== undefined && { [ANNOTATIONS.table]: work.table }),
    },
  }
}

/** A Job that Kueue is to admit is made suspended; Kueue lets it go. */
export function queueing({ config }: Pick<ObjectScope, 'config'>): { suspend?: true } {
  return config.queueName === undefined ? {} : { suspend: true }
}
