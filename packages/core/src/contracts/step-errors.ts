import { RegaugeError } from '../errors/regauge-error.ts'
import { type Duration, parseDuration } from '../util/duration.ts'

const TERMINAL = Symbol.for('regauge.terminal-error')
const RETRYABLE = Symbol.for('regauge.retryable-error')

/** What both errors take beside their message. */
export interface StepErrorOptions {
  /** The step's own code, which then stands in the outcome record. @default 'STEP_FAILED' */
  readonly code?: string
  readonly cause?: unknown
}

/** Thrown by a step that would fail the same way again: the attempt fails and no budget pays for another. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError'
  readonly code: string | undefined

  constructor(message: string, options: StepErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    Object.defineProperty(this, TERMINAL, { value: true })
  }
}

/**
 * Thrown by a step that wants to say when another attempt makes sense. It is charged to the same budget as any other
 * error; `after` only makes the pause longer, never shorter than the policy's. Throws `AUTHORING_POLICY_INVALID` where
 * `after` is no duration.
 */
export class RetryableError extends Error {
  override readonly name = 'RetryableError'
  readonly code: string | undefined
  readonly after: Duration | undefined

  constructor(message: string, options: StepErrorOptions & { readonly after?: Duration } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = options.code
    this.after = options.after
    if (options.after !== undefined && parseDuration(options.after) === undefined) {
      throw new RegaugeError('AUTHORING_POLICY_INVALID', {
        message: `RetryableError("${message}"): after is "${options.after}", which is no duration.`,
        hint: 'Write a number and its unit, for example "30s" or "5m".',
        cause: this,
      })
    }
    Object.defineProperty(this, RETRYABLE, { value: true })
  }
}

/** Whether a step threw a {@link TerminalError}, also one of another copy of core. */
export function isTerminalError(thrown: unknown): thrown is TerminalError {
  return carries(thrown, TERMINAL)
}

/** Whether a step threw a {@link RetryableError}, also one of another copy of core. */
export function isRetryableError(thrown: unknown): thrown is RetryableError {
  return carries(thrown, RETRYABLE)
}

/** The least pause in milliseconds that a thrown error asks for; undefined where it asks for none. */
export function retryAfterMsOf(thrown: unknown): number | undefined {
  return isRetryableError(thrown) && thrown.after !== undefined ? parseDuration(thrown.after) : undefined
}

function carries(thrown: unknown, mark: symbol): boolean {
  return typeof thrown === 'object' && thrown !== null && Reflect.get(thrown, mark) === true
}
