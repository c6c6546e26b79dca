import { ERROR_CATALOGUE } from '@regauge/core/errors'
import type { Failure } from '@regauge/core/errors'
import type { Colors } from '../context.ts'
import { oneLine } from './one-line.ts'

/** Where a failure happened, and how to read more of it. */
export interface FailureTextOptions {
  readonly path: string
  readonly attempt: number
  readonly run: string
  readonly colors: Colors
}

const STACK_LINES = 5
const LOG_LINES = 10

/**
 * How an attempt failed, for people: code, class and message, the lines of the stack trace that are the author's own,
 * the end of its log, and what to do.
 */
export function failureText(failure: Failure, options: FailureTextOptions): readonly string[] {
  const { path, attempt, run, colors } = options
  const { code, message, stack, log = [] } = failure
  const own = stack === undefined ? [] : authorsLines(stack)
  return [
    `${colors.red(`✗ ${path}`)} attempt ${attempt} failed: ${colors.red(code)} (${failure.class})`,
    ...message.split('\n').map((line) => `  ${oneLine(line)}`),
    ...own.map((line) => colors.dim(`    ${oneLine(line)}`)),
    ...(log.length > 0 ? [colors.dim('  last lines of its log:')] : []),
    ...log.slice(-LOG_LINES).map((line) => colors.dim(`  │ ${oneLine(line)}`)),
    `  ${colors.cyan('hint:')} ${hintOf(failure.code, `regauge runs logs ${run} '${path}'`)}`,
  ]
}

/** The frames of a stack trace without those of Node and of packages. */
function authorsLines(stack: string): readonly string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at ') && !/\(?node:|node_modules|<anonymous>/.test(line))
    .slice(0, STACK_LINES)
}

function hintOf(code: string, logs: string): string {
  const known: Readonly<Record<string, { readonly remedy: string }>> = ERROR_CATALOGUE
  const remedy = known[code]?.remedy
  return remedy === undefined || code === 'STEP_FAILED' ? `Read its log with: ${logs}` : `${remedy} Its log: ${logs}`
}
