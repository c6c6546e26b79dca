import { ERROR_CATALOGUE, isRegaugeError, messageOf } from '@regauge/core/errors'
import type { ErrorEntry, RegaugeError } from '@regauge/core/errors'
import type { CommandContext, ExitCode, GlobalOptions } from './context.ts'

/** An error as `--json` prints it. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint: string | null
    readonly details: RegaugeError['details']
    /** With `--verbose`. */
    readonly stack?: string
  }
}

/**
 * Tells a person, or with `--json` a program, what was thrown. Returns the exit code of its kind. What is no error of
 * ours is our own mistake: it gets the code INTERNAL.
 */
export function renderError(thrown: unknown, options: GlobalOptions, context: CommandContext): ExitCode {
  const { code, message, hint, details } = described(thrown)
  const verbose = options.verbose === true || Boolean(context.env['REGAUGE_DEBUG'])
  const { colors } = context.stderr
  if (options.json) {
    const document: ErrorDocument = {
      error: { code, message, hint: hint ?? null, details, ...(verbose && { stack: stackOf(thrown) }) },
    }
    context.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`)
  } else {
    const lines = [`${colors.red(colors.bold(`error[${code}]:`))} ${message}`]
    if (hint) lines.push(`${colors.cyan('hint:')} ${hint}`)
    lines.push(colors.dim(`see docs/errors.md#${code.toLowerCase()}`))
    if (verbose) lines.push(colors.dim(stackOf(thrown)))
    context.stderr.write(`${lines.join('\n')}\n`)
  }
  return exitCodeOf(code)
}

function described(thrown: unknown): Pick<RegaugeError, 'message' | 'hint' | 'details'> & { readonly code: string } {
  if (isRegaugeError(thrown)) {
    const { code, message, hint = entryOf(code)?.remedy, details } = thrown
    return { code, message, hint, details }
  }
  return {
    code: 'INTERNAL',
    message: messageOf(thrown),
    hint: 'This is a mistake of Regauge itself. Run it again with --verbose and report what it prints.',
    details: {},
  }
}

/** The exit code of an error's code; 1 for one that only a newer version knows. */
export function exitCodeOf(code: string): ExitCode {
  return entryOf(code)?.exit ?? 1
}

/** What the catalogue says of a code; a newer version may throw one that is not in it. */
function entryOf(code: string): ErrorEntry | undefined {
  const known: Readonly<Record<string, ErrorEntry>> = ERROR_CATALOGUE
  return known[code]
}

/** The stack traces of an error and of all its causes. */
function stackOf(thrown: unknown): string {
  const stacks: string[] = []
  const seen = new Set<unknown>()
  for (
    let each = thrown;
    each !== undefined && !seen.has(each);
    each = each instanceof Error ? each.cause : undefined
  ) {
    seen.add(each)
    stacks.push(each instanceof Error ? (each.stack ?? each.message) : messageOf(each))
  }
  return stacks.join('\ncaused by: ')
}
