import { RegaugeError } from '@regauge/core/errors'
import { requestCancel } from '@regauge/core/run'
import type { Command } from '../context.ts'
import { openRuns } from '../open-runs.ts'
import { printJson, printLines } from '../output/print.ts'
import { statusText } from '../output/run-text.ts'

/** What `runs cancel` takes. */
export interface RunsCancelOptions {
  readonly run: string
  readonly stack?: string
}

/** Asks the driver of a run to cancel it. Does not wait for the end. */
export const runsCancel: Command<RunsCancelOptions> = async ({ run: name, stack, json }, context) => {
  await using opened = await openRuns(stack, context)
  const view = await opened.find(name)
  const { run } = view.record
  if (view.end) {
    throw new RegaugeError('RUN_ENDED', {
      message: `Run "${run}" has ended already: it ${view.status === 'cancelled' ? 'was cancelled' : view.status}.`,
      hint: `Look at it with: regauge runs show ${run}`,
      details: { run, status: view.status },
    })
  }
  if (view.epoch === 0 || view.lost) {
    throw new RegaugeError('RUN_NOT_DRIVEN', {
      message: `Nobody drives run "${run}" (${statusText(view)}), so nobody can cancel it, and nothing of it runs.`,
      hint: `Look at it with: regauge runs show ${run}`,
      details: { run, status: statusText(view) },
    })
  }
  await requestCancel(opened.store, run, view.epoch)
  if (json) printJson(context, { run, status: 'cancelling' })
  else printLines(context, [`Asked run ${run} to cancel. Follow it with: regauge runs watch ${run}`])
  return 0
}
