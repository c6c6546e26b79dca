import { authorPlace, authorStack } from './author-stack.ts'
import type { ErrorCode } from './catalogue.ts'
import { isRegaugeError, messageOf, RegaugeError } from './regauge-error.ts'

/** Which code of the author's was called, and what to say of it. */
export interface AuthorCode {
  /** For what is no error of ours yet. */
  readonly code: ErrorCode
  /** Begins the message: `Pipeline "training": build`. */
  readonly what: string
  readonly hint: string
  /** Absolute; files are named relative to it. */
  readonly projectRoot: string
}

/**
 * What the author's own code threw, with its place in that code. An error of ours keeps its code and hint and gains the
 * line that caused it; anything else gets the code given and its stack trace.
 */
export function toAuthorError(thrown: unknown, { code, what, hint, projectRoot }: AuthorCode): RegaugeError {
  if (isRegaugeError(thrown)) {
    const place = authorPlace(thrown, projectRoot)
    if (place === undefined) return thrown
    const { message, details } = thrown
    return new RegaugeError(thrown.code, {
      message: `${message}\n    at ${place}`,
      hint: thrown.hint,
      details: { ...details, place },
      cause: thrown,
    })
  }
  const stack = authorStack(thrown, projectRoot)
  return new RegaugeError(code, { message: `${what} threw: ${stack ?? messageOf(thrown)}`, hint, cause: thrown })
}
