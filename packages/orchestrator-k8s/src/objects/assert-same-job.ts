import type { V1Job } from '@kubernetes/client-node'
import { RegaugeError } from '@regauge/core/errors'
import type { Wire } from '../api/wire.ts'
import { ANNOTATIONS, LABELS } from './keys.ts'

/** What makes a Job the one that was meant, whichever epoch made it. */
const IDENTITY = [ANNOTATIONS.path, ANNOTATIONS.attempt, ANNOTATIONS.attempts]

/**
 * That a Job which stands under the wanted one's name may be adopted in its place: it works off the same attempts of the
 * same run. Of the same epoch it has to have the same spec, too; an earlier epoch may have had another config. Throws
 * `KUBERNETES_OBJECT_FOREIGN` otherwise.
 */
export function assertSameJob(existing: V1Job | Wire<V1Job>, wanted: V1Job): void {
  const differing = jobDifference(existing, wanted)
  if (differing === undefined) return
  const { name, namespace } = wanted.metadata!
  throw new RegaugeError('KUBERNETES_OBJECT_FOREIGN', {
    message: `The Job "${name}" in namespace "${namespace}" is not the one that this run makes: "${differing}" differs.`,
    hint: `If nothing needs it, delete it: kubectl --namespace ${namespace} delete job ${name}`,
    details: { job: name, namespace, differing },
  })
}

/** The label or annotation in which a standing Job differs from the one that is meant; undefined where it is that one. */
export function jobDifference(existing: V1Job | Wire<V1Job>, wanted: V1Job): string | undefined {
  const [had, has] = [existing.metadata?.annotations ?? {}, wanted.metadata?.annotations ?? {}]
  const runLabel = [LABELS.run, LABELS.role].find(
    (label) => existing.metadata?.labels?.[label] !== wanted.metadata?.labels?.[label],
  )
  if (runLabel !== undefined) return runLabel
  const sameEpoch = had[ANNOTATIONS.epoch] === has[ANNOTATIONS.epoch]
  return [...IDENTITY, ...(sameEpoch ? [ANNOTATIONS.spec] : [])].find(
    (annotation) => had[annotation] !== has[annotation],
  )
}
