import { readFileSync } from 'node:fs'
import { outputOf } from './context.ts'
import type { CommandContext, ExitCode } from './context.ts'
import { Interruption, runCommandLine, tellError } from './run-command-line.ts'

/**
 * The `regauge` command of this process. The first Ctrl-C, or the end of the terminal, asks the command to stop; the
 * second one ends the process at once.
 */
export function main(): void {
  const interruption = new AbortController()
  const interrupt = (name: NodeJS.Signals) => {
    if (interruption.signal.aborted) process.exit(130)
    interruption.abort(new Interruption(`Received ${name}.`, 130, name))
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt)
  // Whoever read stdout has gone, e.g. `head`: nothing more to say. On stderr it costs only the progress.
  process.stdout.on('error', (error) => {
    if (isBrokenPipe(error)) interruption.abort(new Interruption('Nobody reads stdout any more.', 0))
  })
  process.stderr.on('error', () => {})

  const { env } = process
  const context = {
    cwd: workingDirectory(env),
    env,
    stdout: outputOf(process.stdout, env),
    stderr: outputOf(process.stderr, env),
    signal: interruption.signal,
  }
  const words = process.argv.slice(2)
  const exit = async (code: ExitCode) => process.exit((await unwritten(context)) ?? code)
  // What nobody waited for is told like any other error; the process may be in any state by then, so it ends. Once: where
  // telling fails as well, Node tells it.
  process.once('uncaughtException', (thrown) => void tellError(thrown, words, context).then(exit))
  // The pipeline's module may have left something open in this process, so that it would not end by itself.
  void runCommandLine(words, context, ownVersion()).then(exit)
}

/** Where the command was called, by its former path where that directory has been removed meanwhile. */
function workingDirectory(env: NodeJS.ProcessEnv): string {
  try {
    return process.cwd()
  } catch {
    return env['PWD'] ?? '/'
  }
}

/** Waits until all that was written has arrived. Tells where it could not be, and returns the exit code of that. */
async function unwritten(context: CommandContext): Promise<ExitCode | undefined> {
  const nothing = new Uint8Array()
  const [out] = await Promise.allSettled([context.stdout.writeBytes(nothing), context.stderr.writeBytes(nothing)])
  if (out.status === 'fulfilled' || isBrokenPipe(out.reason)) return undefined
  const { outputFailed } = await import('./output-failed.ts')
  // On stderr even with `--json`, since stdout is what failed.
  return tellError(outputFailed(out.reason), [], context)
}

function isBrokenPipe(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPIPE'
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
