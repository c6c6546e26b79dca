import type { CoreV1Event, V1Job } from '@kubernetes/client-node'
import type { Wire } from '../api/wire.ts'
import { classifyJob } from '../classify/classify-job.ts'
import { classifyPod, goneFailure } from '../classify/classify-pod.ts'
import { deletedFailure } from '../classify/deleted-failure.ts'
import type { Moment } from '../classify/sight.ts'
import { type Verdict, withoutOutcome } from '../classify/verdict.ts'
import type { BundleVerdict, TrackedBundle, TrackedPod } from './tracked-bundle.ts'

/** What a bundle is judged by, beside its pods. */
export interface Circumstances extends Omit<Moment, 'before'> {
  /** By the uid of what they are about. Empty where nobody has asked. */
  readonly events: ReadonlyMap<string, readonly Wire<CoreV1Event>[]>
  /** Its Job, where somebody has looked; `gone` where there is none. */
  readonly job: Wire<V1Job> | 'gone' | undefined
}

/** What there is to say of a bundle: by its pods, or, as long as it has none, by its Job. Notes since when it waits. */
export function judgeBundle(bundle: TrackedBundle, circumstances: Circumstances): BundleVerdict {
  if (bundle.pods.size === 0) return judgeByJob(bundle, circumstances)
  const there = [...bundle.pods.values()].filter((pod) => !pod.gone)
  const verdicts = there.map((pod) => [pod, judgePod(bundle, pod, circumstances)] as const)
  const alive = verdicts.find(([, { kind }]) => kind === 'running' || kind === 'waiting')
  if (alive) {
    bundle.before = alive[1]
    return toAlive(alive[1])
  }
  // Of several pods the one that had the claim tells how the bundle ended.
  const [pod, verdict] = verdicts.find(([, { kind }]) => kind !== 'fenced') ?? verdicts[0] ?? []
  if (pod && verdict) return toOver(verdict, pod.name)
  const last = [...bundle.pods.values()].at(-1)!
  return { kind: 'over', failure: goneFailure(last.pod), remove: false }
}

function judgePod({ before }: TrackedBundle, { pod, uid }: TrackedPod, circumstances: Circumstances): Verdict {
  const { now, deadlines, events } = circumstances
  return classifyPod({ pod, now, deadlines, before, events: events.get(uid) })
}

function judgeByJob(bundle: TrackedBundle, { job, now, deadlines, events }: Circumstances): BundleVerdict {
  if (job === undefined) return { kind: 'alive', running: false }
  if (job === 'gone') return { kind: 'over', failure: deletedFailure('Job', bundle.job), remove: false }
  const about = events.get(job.metadata?.uid ?? '')
  const verdict = classifyJob({ job, index: bundle.index, now, deadlines, before: bundle.before, events: about })
  bundle.before = verdict
  return verdict.kind === 'waiting' || verdict.kind === 'running' ? toAlive(verdict) : toOver(verdict, bundle.job)
}

function toAlive(verdict: Verdict): BundleVerdict {
  return verdict.kind === 'waiting'
    ? { kind: 'alive', running: false, waits: verdict }
    : { kind: 'alive', running: true }
}

function toOver(verdict: Verdict, name: string): BundleVerdict {
  switch (verdict.kind) {
    case 'completed':
      return { kind: 'over', failure: withoutOutcome(name), remove: false }
    case 'failed':
      return { kind: 'over', failure: verdict.failure, remove: verdict.remains !== 'nothing' }
    default:
      return { kind: 'over', failure: undefined, remove: false }
  }
}
