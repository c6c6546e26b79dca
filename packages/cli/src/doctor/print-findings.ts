import type { Finding } from '@regauge/core'
import type { StackFinding } from '@regauge/core/run'
import type { Colors, CommandContext, ExitCode } from '../context.ts'
import { displayWidth, pad } from '../output/display-width.ts'
import { oneLine } from '../output/one-line.ts'
import { printJson, printLines } from '../output/print.ts'
import { exitCodeOf } from '../render-error.ts'

/** What findings are printed with. */
export interface PrintFindingsOptions {
  readonly json?: boolean | undefined
  /** Members that the JSON document has beside `ok` and `checks`. */
  readonly document: object
}

/** Wide enough for the names that nearly every stack has, so that lines are printed as they come and stand in columns. */
const NAME_WIDTH = displayWidth('artifact-store put if absent')

/**
 * Prints findings as they come, one line each, and what to do about those that are not well. Returns 3 where something is
 * out of reach, 2 where something else is wrong.
 */
export async function printFindings(
  findings: AsyncIterable<StackFinding>,
  { json, document }: PrintFindingsOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const gathered: StackFinding[] = []
  for await (const finding of findings) {
    gathered.push(finding)
    if (!json) printLines(context, findingLines(finding, context.stdout.colors))
  }
  const ok = gathered.every((finding) => finding.ok)
  if (json) printJson(context, { ...document, ok, checks: gathered })
  return ok ? 0 : isOutOfReach(gathered) ? 3 : 2
}

function isOutOfReach(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => code !== undefined && exitCodeOf(code) === 3)
}

function findingLines({ component, name, ok, detail, code, hint }: StackFinding, colors: Colors): readonly string[] {
  const sign = ok ? colors.green('ok  ') : colors.red('fail')
  const title = pad(component === undefined ? name : `${component} ${name}`, NAME_WIDTH)
  const lines = [`${sign}  ${title}  ${code === undefined ? '' : `${code}: `}${oneLine(detail)}`]
  return hint === undefined ? lines : [...lines, `      ${colors.cyan('hint:')} ${oneLine(hint)}`]
}
