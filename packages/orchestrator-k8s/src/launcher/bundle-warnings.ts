import { attemptId, type Failure, type LauncherContext, type LauncherEvent } from '@regauge/core'
import { hasSucceeded } from '@regauge/core/remote'
import { disruptionOf } from '../classify/disruption.ts'
import type { TrackedBundle } from './tracked-bundle.ts'

type Warning = Extract<LauncherEvent, { kind: 'warning' }>

/** So many places of one step that somebody has deleted are no mishap any more. */
const REPEATED = 3

/** What of bundles that are over people should look into, although the driver starts their attempts again. */
export interface BundleWarnings {
  /** Of a bundle that the launcher has not ended itself, once all that its records tell has been read. */
  of(bundle: TrackedBundle, failure: Failure | undefined, signal: AbortSignal): Promise<Warning | undefined>
}

/** Counts, of each step, the places that were deleted. */
export function createBundleWarnings({ store, run }: Pick<LauncherContext, 'store' | 'run'>): BundleWarnings {
  const deletions = new Map<string, number>()
  return {
    // oxlint-disable-next-line max-params -- of what, why, until when
    async of(bundle, failure, signal) {
      const { attempts, begun, decided } = bundle
      const next = attempts[decided]
      if (failure?.class === 'lost') {
        if (!next) return undefined
        const message = `Attempt "${attemptId(next.path, next.attempt)}" is lost: ${failure.message}`
        return { kind: 'warning', code: 'STEP_LOST', message }
      }
      const last = attempts[Math.max(begun, 1) - 1]!
      if (!isDeleted(bundle, failure) || (await hasSucceeded(store, { run, ...last }, { signal }))) return undefined
      const count = (deletions.get(last.path) ?? 0) + 1
      deletions.set(last.path, count)
      if (count !== REPEATED) return undefined
      const message = `Somebody or something outside of Regauge keeps deleting the pods of "${last.path}": ${count} by now.`
      return { kind: 'warning', code: 'KUBERNETES_POD_DELETED', message }
    },
  }
}

/** Whether its pod or its Job was deleted, and the cluster gives no reason of its own. */
function isDeleted({ pods }: TrackedBundle, failure: Failure | undefined): boolean {
  if (pods.size === 0) return failure?.code === 'KUBERNETES_POD_DELETED'
  return [...pods.values()].some(
    ({ pod, gone }) => (gone || pod.metadata?.deletionTimestamp !== undefined) && disruptionOf(pod) === undefined,
  )
}
