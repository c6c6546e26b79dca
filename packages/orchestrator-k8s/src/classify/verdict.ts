import type { Failure } from '@regauge/core/errors'

/**
 * What a pod, or a Job without pods, waits for.
 * - `queue`: a queue or a gate has to let it go
 * - `pod`: the Job has made no pod yet
 * - `quota`: the namespace has none left
 * - `schedule`: the scheduler has not looked at it
 * - `node`: no node takes it
 * - `image`: an image cannot be pulled
 * - `start`: the node prepares it
 * - `silence`: its node does not answer
 * - `deletion`: it is being deleted and still there
 * - `settling`: it has ended, and the reasons are still to come
 */
export type WaitingCause =
  | 'queue'
  | 'pod'
  | 'quota'
  | 'schedule'
  | 'node'
  | 'image'
  | 'start'
  | 'silence'
  | 'deletion'
  | 'settling'

/**
 * What of a pod is left in the cluster when it has failed.
 * - `nothing`: nothing of it runs any more
 * - `idle`: it never ran the step, but has to be deleted, or it might
 * - `unknown`: it may still run, and nobody can tell; only the outcome record keeps it from counting
 */
export type Remains = 'nothing' | 'idle' | 'unknown'

/** What there is to say of a pod or Job. The outcome record outranks it in both directions. */
export type Verdict =
  | {
      readonly kind: 'waiting'
      readonly cause: WaitingCause
      /** In the cluster's own words. */
      readonly reason: string
      /** When it began, on the clock of the API server. Milliseconds. */
      readonly since: number
      /** When the verdict changes by time alone; absent: never. */
      readonly until?: number
      /** It takes longer than it should. */
      readonly warn: boolean
      /** What people are warned of: the code of the failure with which it is given up, if it is. Absent: of nothing. */
      readonly code?: string
    }
  | { readonly kind: 'running' }
  /** Its work is done. Without an outcome it has failed: {@link withoutOutcome}. */
  | { readonly kind: 'completed' }
  /** Its runner found that another one owns the attempt, and started nothing. */
  | { readonly kind: 'fenced' }
  /** Its Job is to be deleted, and seen to be gone unless its remains are unknown, before another attempt starts. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly remains: Remains }

/** What waits, and for what. */
export type WaitingVerdict = Extract<Verdict, { kind: 'waiting' }>

/** A verdict that a pod has failed and is gone. */
export function ended(failure: Failure): Verdict {
  return { kind: 'failed', failure, remains: 'nothing' }
}

/** A verdict that a pod, which never ran the step, has to be given up. */
export function hopeless(failure: Failure): Verdict {
  return { kind: 'failed', failure, remains: 'idle' }
}

/** The failure of a pod or Job that completed, while no outcome of its attempt stands. */
export function withoutOutcome(pod: string): Failure {
  return { class: 'lost', code: 'STEP_LOST', message: `The pod "${pod}" completed and left no outcome.` }
}
