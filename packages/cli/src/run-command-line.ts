import { CommanderError } from 'commander'
import type { Command } from 'commander'
import type { CommandContext, ExitCode } from './context.ts'
import { createProgram } from './program.ts'

/** The reason of the context's signal: why the command was interrupted, and what it exits with then. */
export class Interruption extends Error {
  override readonly name = 'AbortError'
  readonly exitCode: ExitCode
  /** The signal that was received; absent: nobody reads stdout any more. */
  readonly signal: NodeJS.Signals | undefined

  constructor(message: string, exitCode: ExitCode, signal?: NodeJS.Signals) {
    super(message)
    this.exitCode = exitCode
    this.signal = signal
  }
}

/** Whether the reason of the context's signal is the end of the terminal, which is nobody's wish to stop anything. */
export function isHangUp(reason: unknown): boolean {
  return reason instanceof Interruption && reason.signal === 'SIGHUP'
}

/**
 * Carries out one command line, without the names of node and the script. Never throws: every failure has been told
 * on the context's outputs when the exit code comes.
 */
export async function runCommandLine(
  words: readonly string[],
  context: CommandContext,
  version: string,
): Promise<ExitCode> {
  const program = createProgram(context, version)
  try {
    await program.command.parseAsync(words, { from: 'user' })
    return program.exitCode() ?? 0
  } catch (thrown) {
    const reason: unknown = context.signal.reason
    if (reason instanceof Interruption && isInterruption(thrown)) return reason.exitCode
    if (thrown instanceof CommanderError) {
      if (thrown.exitCode === 0) return 0
      // A group without its verb: its help has been printed.
      if (thrown.code === 'commander.help') return 2
    }
    return tellError(await toError(thrown, words, program.command), words, context)
  }
}

/** Tells an error in the way that the command line asks for. */
export async function tellError(thrown: unknown, words: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { renderError } = await import('./render-error.ts')
  return renderError(thrown, optionsOf(words), context)
}

async function toError(thrown: unknown, words: readonly string[], program: Command): Promise<unknown> {
  if (!(thrown instanceof CommanderError)) return thrown
  const { toUsageError } = await import('./usage-error.ts')
  return toUsageError(thrown, calledName(program, words))
}

/** An aborted wait, or a write to a pipe that nobody reads. */
function isInterruption(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  return thrown.name === 'AbortError' || ('code' in thrown && thrown.code === 'EPIPE')
}

/** The global options that matter to errors, read without the parser, which may be what failed. */
function optionsOf(words: readonly string[]): { readonly json: boolean; readonly verbose: boolean } {
  const end = words.indexOf('--')
  const before = end === -1 ? words : words.slice(0, end)
  return { json: before.includes('--json'), verbose: before.includes('--verbose') }
}

/** The full name of the command that the words call, e.g. `regauge runs list`. */
function calledName(program: Command, words: readonly string[]): string {
  let command = program
  const names = [program.name()]
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word)
    if (!next) continue
    command = next
    names.push(next.name())
  }
  return names.join(' ')
}
