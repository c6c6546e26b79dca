import type { StopReason } from './worker-protocol.ts'

/** What an {@link AttemptWatch} does at its deadlines. */
export interface AttemptWatchActions {
  /** Asks the worker to stop the attempt. */
  stop(reason: StopReason): void
  /** Ends the worker. */
  kill(): void
}

/** Why an attempt was asked to stop, and how long it may take over it. */
export interface StopRequest {
  readonly reason: StopReason
  readonly graceMs: number
  /** It took longer than its own timeout; else somebody else asked. */
  readonly overdue: boolean
}

/** The clock of one attempt: its timeout, and the grace period after it was asked to stop. */
export class AttemptWatch implements Disposable {
  readonly #actions: AttemptWatchActions
  #timer: NodeJS.Timeout | undefined
  #request: StopRequest | undefined

  constructor(
    limits: { readonly timeoutMs?: number | undefined; readonly graceMs: number },
    actions: AttemptWatchActions,
  ) {
    this.#actions = actions
    if (limits.timeoutMs !== undefined) {
      const request: StopRequest = { reason: 'timeout', graceMs: limits.graceMs, overdue: true }
      this.#timer = later(() => this.stop(request), limits.timeoutMs)
    }
  }

  /** Set from the moment at which the attempt was asked to stop. */
  get request(): StopRequest | undefined {
    return this.#request
  }

  /** Asks the attempt to stop, and ends the worker when the grace period has passed. Only the first call counts. */
  stop(request: StopRequest): void {
    if (this.#request) return
    this.#request = request
    clearTimeout(this.#timer)
    this.#actions.stop(request.reason)
    this.#timer = later(() => this.#actions.kill(), request.graceMs)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}

/** Node's timers take no delay that 32 bits cannot hold; such a one is as good as none. */
function later(act: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(act, Math.min(ms, 2 ** 31 - 1))
}
