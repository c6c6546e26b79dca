import { listStepRuns, readMetrics } from '@regauge/core/records'
import type { Command } from '../context.ts'
import { openRuns } from '../open-runs.ts'
import { printJson, printLines } from '../output/print.ts'
import { runDetailsDocument } from '../output/run-details-document.ts'
import { runDetailsText } from '../output/run-details-text.ts'
import type { RunDetails } from '../run-details.ts'

/** What `runs show` takes. */
export interface RunsShowOptions {
  readonly run: string
  readonly stack?: string
}

/** Prints all that is known of a run. */
export const runsShow: Command<RunsShowOptions> = async ({ run: name, stack, json }, context) => {
  const { signal } = context
  await using opened = await openRuns(stack, context)
  const view = await opened.find(name)
  const { run } = view.record
  const [steps, lines] = await Promise.all([
    listStepRuns(opened.store, view, { signal }),
    Array.fromAsync(readMetrics(opened.store, run, { signal })),
  ])
  const attempts = Map.groupBy(lines, ({ path, attempt }) => `${path}@${attempt}`)
  const tracked = [...attempts.values()].map((group) => {
    const { path, attempt } = group[0]!
    return { path, attempt, lines: group.map(({ line }) => line) }
  })
  const details: RunDetails = { view, steps, tracked }
  if (json) printJson(context, runDetailsDocument(details))
  else printLines(context, runDetailsText(details, context.stdout.colors))
  return 0
}
