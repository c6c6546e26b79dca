/** Why an attempt did not succeed, and which retry budget pays for the next one. */
export const FAILURE_CLASSES = ['user', 'oom', 'timeout', 'infrastructure', 'lost', 'config', 'cancelled'] as const

/**
 * - `user`: the step threw, exited, rejected in the dark, or ended of its own accord without an outcome
 * - `oom`: heap or memory limit
 * - `timeout`: the attempt's deadline
 * - `infrastructure`: eviction, node or engine gone, SIGKILL of unknown origin, store unreachable
 * - `lost`: given up; nobody can say what became of it
 * - `config`: image, secret, command, quota or permission that no retry mends
 * - `cancelled`: somebody asked
 */
export type FailureClass = (typeof FAILURE_CLASSES)[number]

/** How an attempt failed: data in a record, never thrown. */
export interface Failure {
  readonly class: FailureClass
  /** A code of the catalogue, or the step's own. */
  readonly code: string
  readonly message: string
  /** No retry can mend it (a `TerminalError`, a configuration mistake). */
  readonly terminal?: boolean
  /** The stack trace, in terms of the author's own files. */
  readonly stack?: string
  /** The last lines of the attempt's log. */
  readonly log?: readonly string[]
  /** Wait at least so many milliseconds before the next attempt (a `RetryableError`'s wish). */
  readonly retryAfterMs?: number
}

/** The budget that an attempt of this class is charged to: none means that it is not tried again. */
export function budgetOf(failure: Pick<Failure, 'class' | 'terminal'>): 'user' | 'infrastructure' | 'none' {
  if (failure.terminal) return 'none'
  switch (failure.class) {
    case 'user':
    case 'oom':
    case 'timeout':
      return 'user'
    case 'infrastructure':
    case 'lost':
      return 'infrastructure'
    case 'config':
    case 'cancelled':
      return 'none'
  }
}
