import type { CommandContext, ExitCode, GlobalOptions } from './context.ts'
import { printJson, printLines } from './output/print.ts'
import { runDocument, runFailures, runSummary } from './output/run-summary.ts'
import type { EndedRun } from './output/run-summary.ts'

/** Tells the end of a run: why it failed on stderr, its result on stdout. Returns the exit code. */
export function concludeRun(ended: EndedRun, { json }: GlobalOptions, context: CommandContext): ExitCode {
  if (json) {
    printJson(context, runDocument(ended))
  } else {
    const failures = runFailures(ended, context.stderr.colors)
    if (failures.length > 0) context.stderr.write(`${failures.join('\n')}\n`)
    printLines(context, runSummary(ended, context.stdout.colors))
  }
  return ended.end.status === 'succeeded' ? 0 : 1
}
