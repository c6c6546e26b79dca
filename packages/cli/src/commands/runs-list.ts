import { listRuns } from '@regauge/core/records'
import type { RunSummary } from '@regauge/core/records'
import { formatDuration } from '@regauge/core/units'
import type { Colors, Command } from '../context.ts'
import { countsText } from '../live-view/counts-text.ts'
import { glyphOf } from '../live-view/glyphs.ts'
import { openRuns } from '../open-runs.ts'
import { printJson, printLines } from '../output/print.ts'
import { shortRun, statusText } from '../output/run-text.ts'
import { table } from '../output/table.ts'
import { localTime } from '../output/time-text.ts'
import { parsePositiveInteger } from '../positive-integer.ts'

/** What `runs list` takes. */
export interface RunsListOptions {
  readonly stack?: string
  readonly limit: string
  readonly pipeline?: string
  readonly status?: string
}

/** Lists the runs of a stack's store, the newest first. */
export const runsList: Command<RunsListOptions> = async ({ stack, limit, pipeline, status, json }, context) => {
  const count = parsePositiveInteger(limit, '--limit')
  await using opened = await openRuns(stack, context)
  const runs = await listRuns(opened.store, {
    limit: count,
    where: (run) =>
      (pipeline === undefined || run.pipeline === pipeline) && (status === undefined || statusText(run) === status),
    signal: context.signal,
  })
  if (json) {
    printJson(context, { runs: runs.map(summaryDocument) })
  } else if (runs.length === 0) {
    context.stderr.write(`There are no such runs in the store of stack "${opened.stack}".\n`)
  } else {
    const { colors, columns: width } = context.stdout
    const titles = ['run', 'pipeline', 'status', 'stack', 'started', 'took', 'steps']
    const rows = runs.map((run) => summaryRow(run, colors))
    printLines(context, table(rows, { columns: titles.map((title) => ({ title })), title: colors.dim, width }))
  }
  return 0
}

function summaryRow(run: RunSummary, colors: Colors): readonly string[] {
  const status = statusText(run)
  return [
    shortRun(run.run),
    run.pipeline,
    `${glyphOf(status, colors)} ${status}`,
    run.stack ?? '',
    localTime(run.submittedAt),
    run.seconds === undefined ? '' : formatDuration(run.seconds * 1000),
    run.steps ? countsText(run.steps) : '',
  ]
}

function summaryDocument({ lost, ...run }: RunSummary): object {
  return { ...run, status: statusText({ status: run.status, lost }) }
}
