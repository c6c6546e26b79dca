import type { TestEvent, TestReport } from '@regauge/testing'
import { formatDuration } from '@regauge/core/units'
import type { Colors, CommandContext } from '../context.ts'
import { pad, truncate } from '../output/display-width.ts'
import { oneLine } from '../output/one-line.ts'
import { printLines } from '../output/print.ts'

type Group = Extract<TestEvent, { kind: 'group' }>

/** Wide enough for the names of the kits' groups, so that groups are printed as they end and stand in columns. */
const NAME_WIDTH = 27
/** Of what a test says that is broken; `--json` has all of it. */
const REASON_LINES = 4
const REASON_WIDTH = 300

/** How many tests there were, by what became of them. */
export interface TestCounts {
  readonly total: number
  readonly kept: number
  readonly broken: number
  readonly waived: number
  readonly skipped: number
}

/** Prints a group when it has ended, below its suite's title where that has not just been printed. */
export function createGroupPrinter(context: CommandContext): (group: Group) => void {
  const { colors } = context.stdout
  let last: string | undefined
  return ({ suite, group, tests }) => {
    const title = oneLine(suite)
    if (group === '') return printLines(context, groupLines(title, tests, colors))
    if (suite !== last) printLines(context, [colors.bold(title)])
    last = suite
    const lines = groupLines(oneLine(group), tests, colors)
    printLines(
      context,
      lines.map((line) => `  ${line}`),
    )
  }
}

/** Counts tests by what became of them. */
export function countTests(groups: readonly Group[]): TestCounts {
  const all = groups.flatMap(({ tests }) => tests)
  const count = (state: TestReport['state']) => all.filter((each) => each.state === state).length
  return {
    total: all.length,
    kept: count('kept'),
    broken: count('broken'),
    waived: count('waived'),
    skipped: count('skipped'),
  }
}

/** The last line: what all of it comes to. */
export function totalLine(counts: TestCounts, ms: number, colors: Colors): string {
  const { total, kept, broken, waived, skipped } = counts
  const sign = broken > 0 ? colors.red('✗') : colors.green('✓')
  const parts = [
    `${kept} of ${total} promises kept`,
    ...(broken > 0 ? [`${broken} broken`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(skipped > 0 ? [`${skipped} left out`] : []),
  ]
  return `${sign} ${parts.join(', ')} in ${formatDuration(ms)}`
}

function groupLines(name: string, tests: readonly TestReport[], colors: Colors): readonly string[] {
  const told = tests.filter(({ state }) => state === 'broken' || state === 'waived')
  const isBroken = tests.some(({ state }) => state === 'broken')
  const kept = tests.filter(({ state }) => state === 'kept').length
  const counts = kept === tests.length ? `${kept} kept` : `${kept} of ${tests.length} kept`
  const sign = isBroken ? colors.red('✗') : colors.green('✓')
  return [`${sign} ${pad(name, NAME_WIDTH)}  ${counts}`, ...told.flatMap((test) => testLines(test, colors))]
}

function testLines({ title, state, reason = '' }: TestReport, colors: Colors): readonly string[] {
  if (state === 'waived') return [`    ${colors.yellow('waived')}  ${oneLine(title)}: ${oneLine(reason)}`]
  const lines = reason
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
  return [
    `    ${colors.red('broken')}  ${oneLine(title)}`,
    ...lines.slice(0, REASON_LINES).map((line) => colors.dim(`            ${truncate(line, REASON_WIDTH)}`)),
  ]
}
