import { readFileSync } from 'node:fs'
import { outputOf } from './context.ts'
import { Interruption, runCommandLine, tellError } from './run-command-line.ts'

/**
 * The `regauge` command of this process. The first Ctrl-C asks the command to stop, the second one ends the process at
 * once. The exit code is set rather than the process ended, so that everything written to a pipe arrives.
 */
export function main(): void {
  const interruption = new AbortController()
  const interrupt = (name: NodeJS.Signals) => {
    if (interruption.signal.aborted) process.exit(130)
    interruption.abort(new Interruption(`Received ${name}.`, 130))
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  // Whoever read stdout has gone, e.g. `head`: nothing more to say. On stderr it costs only the progress.
  process.stdout.on('error', () => interruption.abort(new Interruption('Nobody reads stdout any more.', 0)))
  process.stderr.on('error', () => {})

  const { env } = process
  const context = {
    cwd: process.cwd(),
    env,
    stdout: outputOf(process.stdout, env),
    stderr: outputOf(process.stderr, env),
    signal: interruption.signal,
  }
  const words = process.argv.slice(2)
  // What nobody waited for is told like any other error; the process may be in any state by then, so it ends.
  process.on('uncaughtException', (thrown) => void tellError(thrown, words, context).then(process.exit))
  void runCommandLine(words, context, ownVersion()).then((exitCode) => {
    process.exitCode = exitCode
  })
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
