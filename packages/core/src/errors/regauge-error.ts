import type { Json } from '../util/json.ts'
import type { ErrorCode } from './catalogue.ts'

const MARK = Symbol.for('regauge.error')

/** What an error tells beside its code. */
export interface ErrorOptions {
  /** What went wrong and where, in one sentence, with names in quotes. */
  readonly message: string
  /** What to do next. */
  readonly hint?: string | undefined
  /** Facts for programs; never a secret value. */
  readonly details?: { readonly [key: string]: Json | undefined } | undefined
  readonly cause?: unknown
}

/** The one error class of Regauge. Its code is stable and has a row in `docs/errors.md`. */
export class RegaugeError extends Error {
  override readonly name = 'RegaugeError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: { readonly [key: string]: Json }

  constructor(code: ErrorCode, options: ErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    // JSON drops members that are undefined, so that callers may pass what they have.
    this.details = Object.freeze(JSON.parse(JSON.stringify(options.details ?? {})) as { [key: string]: Json })
    Object.defineProperty(this, MARK, { value: true })
  }
}

/** Whether a value is an error of ours, also across two copies of this package. */
export function isRegaugeError(value: unknown): value is RegaugeError {
  return typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  return typeof thrown === 'string' ? thrown : (JSON.stringify(thrown) ?? String(thrown))
}
