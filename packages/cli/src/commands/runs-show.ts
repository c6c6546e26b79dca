import { listStepRuns, readMetrics, staticPath } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import type { Command } from '../context.ts'
import { openRuns } from '../open-runs.ts'
import { printJson, printLines } from '../output/print.ts'
import { runDetailsDocument } from '../output/run-details-document.ts'
import { runDetailsText } from '../output/run-details-text.ts'
import { planPaths } from '../plan-paths.ts'
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
  const details: RunDetails = { view, steps: inPlanOrder(steps, view), tracked: inPlanOrder(tracked, view) }
  if (json) printJson(context, runDetailsDocument(details))
  else printLines(context, runDetailsText(details, context.stdout.colors))
  return 0
}

/** Ordered like the nodes of the pipeline; what belongs to one node stays in its order. */
function inPlanOrder<T extends { readonly path: string }>(each: readonly T[], { driver }: RunView): readonly T[] {
  if (!driver) return each
  const ranks = new Map(planPaths(driver.plan).map((path, rank) => [path, rank]))
  const rankOf = ({ path }: T) => ranks.get(staticPath(path)) ?? Infinity
  return each.toSorted((a, b) => Math.sign(rankOf(a) - rankOf(b)) || 0)
}
