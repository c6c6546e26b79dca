import type { Failure } from '@regauge/core'
import type { StopRequest } from '@regauge/core/remote'
import type { Verdict, WaitingVerdict } from '../classify/verdict.ts'
import type { AttemptName } from '../objects/attempts-annotation.ts'
import type { PodView } from './pod-view.ts'

/** A pod of a bundle as it was last seen. */
export interface TrackedPod extends PodView {
  /** Its object is gone from the cluster. */
  readonly gone: boolean
}

/** A bundle and what the cluster has told of it. Belongs to one launcher, which changes it in place. */
export interface TrackedBundle {
  readonly id: string
  /** In the order in which the runner works them off. */
  readonly attempts: readonly AttemptName[]
  /** The name of its Job. */
  readonly job: string
  /** Its completion index where the Job has several bundles. */
  readonly index: number | undefined
  /** By uid; usually one. */
  readonly pods: Map<string, TrackedPod>
  /** When its Job was made, or first seen, by the API server's clock. */
  readonly since: number
  /** How many of its attempts, from the first, are known to have begun, and how many of those to have an outcome. */
  begun: number
  decided: number
  /** Its runner has given a hint. */
  heard: boolean
  /** The last verdict, since which may tell how long it holds. */
  before: Verdict | undefined
  /** What was last told of why it waits. */
  reason: string | undefined
  /** Why attempts of it were asked to stop, by their ids. */
  readonly asked: Map<string, StopRequest>
  /** It was asked to stop; a pod that still appears is deleted. */
  stopping: boolean
  /** Nothing more is told of it. */
  ended: boolean
}

/** A bundle of which nothing has been told but where it is. */
export function trackBundle(place: Pick<TrackedBundle, 'id' | 'attempts' | 'job' | 'index' | 'since'>): TrackedBundle {
  return {
    ...place,
    pods: new Map(),
    begun: 0,
    decided: 0,
    heard: false,
    before: undefined,
    reason: undefined,
    asked: new Map(),
    stopping: false,
    ended: false,
  }
}

/** What there is to say of a bundle as a whole. */
export type BundleVerdict =
  | { readonly kind: 'alive'; readonly running: boolean; readonly waits?: WaitingVerdict }
  | { readonly kind: 'over'; readonly failure: Failure | undefined; readonly remove: boolean }
