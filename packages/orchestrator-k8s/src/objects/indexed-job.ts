import type { V1Job } from '@kubernetes/client-node'
import type { BundleSpec } from '@regauge/core'
import { names } from '../names.ts'
import { jobLifetime, runJob } from './job-spec.ts'
import type { ObjectScope } from './scope.ts'
import { queueing, stepObject } from './step-job.ts'
import { stepPod, type StepInput, type StepWork } from './step-pod.ts'

/** What an Indexed Job works off. */
export interface IndexedWork extends StepInput {
  /** One completion index each, from 0 in this order. All have launcher, image and resources in common. */
  readonly bundles: readonly BundleSpec[]
  /** Pods at once. @default all */
  readonly parallelism?: number
}

/**
 * One Job for many bundles, for servers whose features say `backoffLimitPerIndex`: an index that fails is not started
 * again and takes no other with it. The pod learns its index from `JOB_COMPLETION_INDEX`.
 */
export function indexedJob({ parallelism, ...input }: IndexedWork, scope: ObjectScope): V1Job {
  const { bundles } = input
  const work: StepWork = { ...input, role: 'map' }
  const path = bundles[0]!.envelopes[0]!.node
  const name = names.indexed({ run: scope.run, path, bundles: bundles.map(({ id }) => id) })
  return runJob(scope, stepObject(name, work, scope), {
    completionMode: 'Indexed',
    completions: bundles.length,
    parallelism: Math.min(parallelism ?? bundles.length, bundles.length),
    backoffLimitPerIndex: 0,
    // Kubernetes asks for a limit where there are many indexes; all of them may fail.
    maxFailedIndexes: bundles.length,
    ...queueing(scope),
    ...jobLifetime(scope),
    template: stepPod(work, scope),
  })
}
