import type { CoreV1Event, V1Job, V1Pod } from '@kubernetes/client-node'
import type { Failure } from '@regauge/core/errors'
import type { Wire } from '../api/wire.ts'
import type { Deadlines } from '../config.ts'
import type { Verdict, WaitingCause } from './verdict.ts'

/** When something is looked at, and what was said of it before. */
export interface Moment {
  /**
   * Milliseconds on the clock of the API server (of its Date header), never of this machine or of a node: those of pods
   * and conditions that matter here are told by the control plane.
   */
  readonly now: number
  readonly deadlines: Deadlines
  /** The verdict on the same pod or Job when it was last looked at; tells since when it waits. */
  readonly before?: Verdict | undefined
}

/** A pod and what was told of it. */
export interface PodSight extends Moment {
  readonly pod: Wire<V1Pod>
  /** About this pod, in any order. Without them, messages say less and missing volumes are noticed late. */
  readonly events?: readonly Wire<CoreV1Event>[] | undefined
}

/** A Job that has no pods, as far as is known, and what was told of it. */
export interface JobSight extends Moment {
  readonly job: Wire<V1Job>
  /** Of an Indexed Job: the completion index that has no pod. */
  readonly index?: number | undefined
  /** Whether it starts another pod where one is taken away. @default false */
  readonly isRestarted?: boolean | undefined
  /** About this Job, in any order. Why it has no pod stands nowhere else. */
  readonly events?: readonly Wire<CoreV1Event>[] | undefined
}

/** The milliseconds of a time of the API; undefined where it is not told. */
export function timeOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : new Date(time).getTime()
}

/** The latest warning of some events, or undefined. */
export function latestWarning(
  events: readonly Wire<CoreV1Event>[] = [],
  fits: (event: Wire<CoreV1Event>) => boolean = () => true,
): Wire<CoreV1Event> | undefined {
  const warnings = events.filter((event) => event.type === 'Warning' && fits(event))
  return warnings.reduce<Wire<CoreV1Event> | undefined>(
    (latest, event) => (latest === undefined || eventTime(event) >= eventTime(latest) ? event : latest),
    undefined,
  )
}

function eventTime(event: Wire<CoreV1Event>): number {
  const { series, lastTimestamp, eventTime, firstTimestamp, metadata } = event
  const time = series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp
  return timeOf(time) ?? 0
}

/** What something waits for, and how long it may. */
export interface Waiting {
  readonly cause: WaitingCause
  readonly reason: string
  /** When it began, where the control plane tells; left out: when this cause was first seen. */
  readonly since?: number | undefined
  /** How long until it is warned of. Left out: at once. */
  readonly warnAfter?: number | undefined
  /** How long until it is given up. Left out: never. */
  readonly limit?: number | undefined
  /** What it is warned of with, where it is never given up. Left out: it is not. */
  readonly code?: string | undefined
  /** The verdict when it is given up; given how long it has taken. */
  readonly giveUp?: (ms: number) => Verdict
}

/** The verdict on something that waits, at a moment: it waits, is warned of, or is given up. */
export function wait({ now, before }: Moment, waiting: Waiting): Verdict {
  const { cause, reason, warnAfter = 0, limit = Infinity, giveUp } = waiting
  const since = waiting.since ?? (before?.kind === 'waiting' && before.cause === cause ? before.since : now)
  const ms = now - since
  if (ms >= limit && giveUp) return giveUp(ms)
  const next = since + (ms < warnAfter ? Math.min(warnAfter, limit) : limit)
  const end = giveUp?.(limit)
  const code = end?.kind === 'failed' ? end.failure.code : waiting.code
  return {
    kind: 'waiting',
    cause,
    reason,
    since,
    ...(Number.isFinite(next) && { until: next }),
    warn: ms >= warnAfter,
    ...(code !== undefined && { code }),
  }
}

/** A failure with the cluster's own words behind ours. */
export function failureWith(failure: Failure, words: string | undefined): Failure {
  const told = words?.trim()
  return told ? { ...failure, message: `${failure.message.replace(/\.$/, '')}: ${told}` } : failure
}
