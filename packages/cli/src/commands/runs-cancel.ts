import { setTimeout as pause } from 'node:timers/promises'
import { RegaugeError } from '@regauge/core/errors'
import { listStepRuns, readRun, requestedEpoch } from '@regauge/core/records'
import type { RequestRecord, RunView } from '@regauge/core/records'
import { cancelRequested, requestCancel } from '@regauge/core/run'
import type { Command, CommandContext } from '../context.ts'
import { openRequested } from '../open-requested.ts'
import { openRuns } from '../open-runs.ts'
import type { OpenedRuns } from '../open-runs.ts'
import { printJson, printLines } from '../output/print.ts'
import { statusText } from '../output/run-text.ts'

const POLL_MS = 250
/** Attempts that are named. */
const SHOWN = 20

/** What `runs cancel` takes. */
export interface RunsCancelOptions {
  readonly run: string
  readonly stack?: string
  /** False with `--no-wait`. */
  readonly wait?: boolean
}

/**
 * Asks the driver of a run to cancel it, waits for the end, and says what was running. A driver elsewhere that has not
 * begun yet is not waited for: the run is cancelled here, and the driver taken away; with `--no-wait` the driver cancels
 * the run when it begins. An attempt that ignores its signal is killed after its step's grace period. The
 * exit code is 1 where the run ended in another way before it was reached.
 */
export const runsCancel: Command<RunsCancelOptions> = async ({ run: name, stack, json, wait = true }, context) => {
  await using opened = await openRuns(stack, context)
  const view = await opened.find(name)
  const { run } = view.record
  const requested = await requestedEpoch(opened.store, view, { signal: context.signal })
  if (!requested) assertDriven(view)
  const epoch = requested?.epoch ?? view.epoch
  await requestCancel(opened.store, run, epoch)
  if (!wait) {
    if (json) printJson(context, { run, status: 'cancelling' })
    else printLines(context, [`Asked run ${run} to cancel. Follow it with: regauge runs watch ${run}`])
    return 0
  }
  if (!json) {
    context.stderr.write(
      `Cancelling run ${run}; ${requested ? 'its driver has not begun' : 'waiting for running steps'}.\n`,
    )
  }
  if (requested) await cancelHere(requested, view, context)
  const ended = await untilEnd(opened, { view, epoch }, context)
  const stopped = await stoppedIn(opened, ended, context)
  if (json) printJson(context, { run, status: ended.status, stopped })
  else printLines(context, [`Run ${run} ${outcomeText(ended.status)}.`, ...stoppedText(stopped)])
  return ended.status === 'cancelled' ? 0 : 1
}

/** Ends the run in the stead of a driver that has not begun; one that begins just now has been asked to. */
async function cancelHere(request: RequestRecord, { record }: RunView, context: CommandContext): Promise<void> {
  await using opened = await openRequested(request, context)
  const { project, stack, secrets } = opened
  const place = stack.orchestrator.driverPlace
  const { schema: _schema, ...epoch } = request
  if (place) await cancelRequested({ stack, place, projectRoot: project.root, secrets, record, epoch })
}

function assertDriven(view: RunView): void {
  const { run } = view.record
  if (view.end) {
    throw new RegaugeError('RUN_ENDED', {
      message: `Run "${run}" has ended already: it ${outcomeText(view.end.status)}.`,
      hint: `Look at it with: regauge runs show ${run}`,
      details: { run, status: view.status },
    })
  }
  if (view.epoch === 0 || view.lost) {
    throw new RegaugeError('RUN_NOT_DRIVEN', {
      message: `Nobody drives run "${run}" (${statusText(view)}), so nobody can cancel it, and nothing of it runs.`,
      hint: `Leave it as it is, or go on with it: regauge runs resume ${run}`,
      details: { run, status: statusText(view) },
    })
  }
}

async function untilEnd(
  { store }: OpenedRuns,
  { view: first, epoch }: { readonly view: RunView; readonly epoch: number },
  { signal }: CommandContext,
): Promise<RunView> {
  for (let view = first; ;) {
    const isTaken = view.epoch >= epoch
    if (isTaken && view.end) return view
    if (isTaken) assertDriven(view)
    await pause(POLL_MS, undefined, { signal })
    view = (await readRun(store, view.record.run, { signal })) ?? { ...view, lost: true }
  }
}

/** The attempts that were under way, e.g. `sweep[3].fit@1`, and that the cancel has stopped. */
async function stoppedIn({ store }: OpenedRuns, view: RunView, { signal }: CommandContext): Promise<readonly string[]> {
  const attempts = await listStepRuns(store, view, { signal })
  return attempts
    .filter(({ status, startedAt }) => status === 'cancelled' && startedAt !== undefined)
    .map(({ path, attempt }) => `${path}@${attempt}`)
}

function stoppedText(stopped: readonly string[]): readonly string[] {
  if (stopped.length === 0) return ['Nothing was running.']
  const more = stopped.length > SHOWN ? ` and ${stopped.length - SHOWN} more` : ''
  return [`Stopped: ${stopped.slice(0, SHOWN).join(', ')}${more}.`]
}

function outcomeText(status: RunView['status']): string {
  return status === 'cancelled' ? 'was cancelled' : status
}
