import type { ErrorCode } from '../errors/catalogue.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { formatOrigin, formatPath, type Origin, type Path } from './origin.ts'

/** One thing that is wrong with a document. */
export interface Issue {
  readonly code: ErrorCode
  /** A sentence, without the place. Never a value that may be secret. */
  readonly message: string
  readonly hint?: string | undefined
  readonly at?: Origin | undefined
  readonly path?: Path | undefined
}

/** As many issues as one error spells out; the rest is counted. */
const SHOWN = 25

/**
 * One error for all issues of a document, in the order of their places. The first gives code, hint and the message's
 * first line; the others follow a line each, and stand in `details.issues`.
 */
export function toError(issues: readonly Issue[], options: { readonly cause?: unknown } = {}): RegaugeError {
  const ordered = [...issues].sort(byPlace)
  const shown = ordered.slice(0, SHOWN)
  const [first, ...others] = shown
  if (!first) throw new TypeError('An error needs at least one issue.')
  const lines = [
    formatIssue(first),
    ...others.map((issue) => (issue.hint ? `${formatIssue(issue)} ${issue.hint}` : formatIssue(issue))),
    ...(ordered.length > shown.length ? [`… and ${ordered.length - shown.length} more.`] : []),
  ]
  return new RegaugeError(first.code, {
    message: lines.join('\n'),
    hint: first.hint,
    details: { issues: shown.map(toDetails), ...(ordered.length > SHOWN && { total: ordered.length }) },
    cause: options.cause,
  })
}

function formatIssue(issue: Issue): string {
  return issue.at ? `${formatOrigin(issue.at)}: ${issue.message}` : issue.message
}

function toDetails({ code, message, hint, at, path }: Issue): { [key: string]: string | number } {
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(at && { file: at.file, line: at.line, column: at.column }),
    ...(path && { path: formatPath(path) }),
  }
}

function byPlace(a: Issue, b: Issue): number {
  if (!a.at || !b.at || a.at.file !== b.at.file) return 0
  return a.at.line - b.at.line || a.at.column - b.at.column
}
