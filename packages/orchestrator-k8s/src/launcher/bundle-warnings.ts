import { attemptId, type Failure, type LauncherEvent } from '@regauge/core'
import { formatDuration } from '@regauge/core/units'
import { disruptionOf } from '../classify/disruption.ts'
import { mainEnd, podHasEnded } from '../classify/pod-state.ts'
import type { WaitingCause, WaitingVerdict } from '../classify/verdict.ts'
import type { TrackedBundle, TrackedPod } from './tracked-bundle.ts'

type Warning = Extract<LauncherEvent, { kind: 'warning' }>

/** So many pods of one step that somebody has deleted are no mishap any more. */
const REPEATED = 3

/** What people should look into, although the driver starts the attempts again. */
export interface BundleWarnings {
  /** Of a pod as it is seen now, before the bundle knows: the third of its step that somebody deletes at its work. */
  ofPod(bundle: TrackedBundle, pod: TrackedPod): Warning | undefined
  /**
   * Of a bundle that waits for longer than it should, where somebody may do something about it: the first of its step
   * that waits for this. `all` are the bundles among which others of the step may wait, too.
   */
  ofWait(bundle: TrackedBundle, waits: WaitingVerdict, all: Iterable<TrackedBundle>): Warning | undefined
  /** Of a bundle that is over, once all that its records tell has been read: it has left no outcome. */
  ofEnd(bundle: TrackedBundle, failure: Failure | undefined): Warning | undefined
}

/** Counts, of each step, the pods that were deleted, and remembers what it has been said to wait for. */
export function createBundleWarnings(): BundleWarnings {
  const deletions = new Map<string, number>()
  const waited = new Set<string>()
  return {
    ofPod({ attempts, begun, pods }, pod) {
      const before = pods.get(pod.uid)
      if (!isDeleted(pod) || (before && isDeleted(before))) return undefined
      const { path } = attempts[Math.max(begun, 1) - 1]!
      const count = (deletions.get(path) ?? 0) + 1
      deletions.set(path, count)
      if (count !== REPEATED) return undefined
      const message = `Somebody or something outside of Regauge keeps deleting the pods of "${path}": ${count} by now.`
      return { kind: 'warning', code: 'KUBERNETES_POD_DELETED', message }
    },
    ofWait(bundle, { cause, reason, warn, since, until, code }, all) {
      if (!warn || code === undefined) return undefined
      const step = stepOf(bundle)
      const key = `${cause} ${step}`
      if (waited.has(key)) return undefined
      waited.add(key)
      const others = [...all].filter((each) => isWaiting(each, cause) && each !== bundle && stepOf(each) === step)
      const what = others.length === 0 ? `"${step}" waits` : `${others.length + 1} pods of "${step}" wait`
      const end = until === undefined ? '' : ` What waits for ${formatDuration(until - since)} is given up.`
      return { kind: 'warning', code, message: `${what}: ${reason.replace(/\.$/, '')}.${end}` }
    },
    ofEnd({ attempts, decided }, failure) {
      const lost = attempts[decided]
      if (failure?.class !== 'lost' || !lost) return undefined
      const message = `Attempt "${attemptId(lost.path, lost.attempt)}" is lost: ${failure.message}`
      return { kind: 'warning', code: 'STEP_LOST', message }
    },
  }
}

/** The path of the step of a bundle, whichever item of a map it is for. */
function stepOf({ attempts }: TrackedBundle): string {
  return attempts[0]!.path.replaceAll(/\[\d+\]/g, '')
}

function isWaiting({ before, ended, stopping }: TrackedBundle, cause: WaitingCause): boolean {
  return !ended && !stopping && before?.kind === 'waiting' && before.cause === cause
}

/** Whether a pod was deleted before it had ended, and the cluster gives no reason of its own. */
function isDeleted({ pod, gone }: TrackedPod): boolean {
  const isGoing = gone || pod.metadata?.deletionTimestamp !== undefined
  const isOver = mainEnd(pod) !== undefined || podHasEnded(pod)
  return isGoing && !isOver && disruptionOf(pod) === undefined
}
