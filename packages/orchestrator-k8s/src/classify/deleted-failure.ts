import type { Failure } from '@regauge/core/errors'

/** The failure of a pod or Job that somebody deleted. */
export function deletedFailure(kind: 'pod' | 'Job', name: string | undefined): Failure {
  return {
    class: 'infrastructure',
    code: 'KUBERNETES_POD_DELETED',
    message: `The ${kind} "${name ?? ''}" was deleted, and not by Regauge.`,
  }
}
