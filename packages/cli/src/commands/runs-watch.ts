import { setTimeout as pause } from 'node:timers/promises'
import { RegaugeError } from '@regauge/core/errors'
import { readRun, readStatus, requestedEpoch, takenRequest } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import { concludeRun } from '../conclude-run.ts'
import type { Command, CommandContext } from '../context.ts'
import { failureReasons } from '../failure-reason.ts'
import { openProgress } from '../live-view/progress.ts'
import type { Progress } from '../live-view/progress.ts'
import { openRuns } from '../open-runs.ts'
import type { OpenedRuns } from '../open-runs.ts'
import { driverFailed, watchRequested } from '../watch-driver.ts'
import type { DriverEnd, DriverWatch } from '../watch-driver.ts'

const POLL_MS = 500

/** What `runs watch` takes. */
export interface RunsWatchOptions {
  readonly run: string
  readonly stack?: string
}

/** Follows a run that another process drives, until it has ended. Interrupting it leaves the run alone. */
export const runsWatch: Command<RunsWatchOptions> = async (options, context) => {
  await using opened = await openRuns(options.stack, context)
  return await watchRun({ opened, view: await opened.find(options.run), json: options.json }, context)
}

/** A run to follow, and the store that it is read from. */
export interface WatchOptions {
  readonly opened: Pick<OpenedRuns, 'store' | 'stack'>
  readonly view: RunView
  readonly json: boolean | undefined
}

/**
 * Shows how a run gets on until it has ended, then tells its result. Throws `RUN_NOT_DRIVEN` when its driver is gone
 * without an end, and `RUN_DRIVER_FAILED` when no driver took the run or ever can.
 */
export async function watchRun({ opened, view: first, json }: WatchOptions, context: CommandContext) {
  const { store } = opened
  const { run, pipeline, submittedAt } = first.record
  const stack = first.driver?.stack.name ?? opened.stack
  let view = first
  // A run that is resumed elsewhere goes on, although the records still tell of its last end.
  const request = await requestedEpoch(store, view, { signal: context.signal })
  if (!view.end || request) {
    const facts = { run, pipeline, stack, startedAt: Date.parse(submittedAt), reasonOf: failureReasons(store, run) }
    await using progress = await openProgress(facts, context, json)
    if (view.epoch === 0 || request) progress.say(`Run ${run} waits for a driver.`)
    // Of one that has been silent for long, its place has to tell nothing any more.
    const asked = request ?? (view.lost ? undefined : await takenRequest(store, view, { signal: context.signal }))
    await using driver = asked && (await watchRequested(asked, progress, context))
    const look = () => readRun(store, run, { signal: context.signal })
    view = await untilEnd({ view, epoch: request?.epoch ?? view.epoch }, look, { progress, context, driver })
    // By its end a run has no live status any more; what the last one says is still to be shown.
    const last = await readStatus(store, { run, epoch: view.epoch }, { signal: context.signal })
    if (last) progress.show(last)
  }
  if (view.end) return concludeRun({ run, pipeline, stack, end: view.end }, { json }, context)
  throw new RegaugeError('RUN_NOT_DRIVEN', {
    message: `The driver of run "${run}" is gone, and the run has no end.`,
    hint: `Go on with it: regauge runs resume ${run}`,
    details: { run, epoch: view.epoch },
  })
}

interface Surroundings {
  readonly progress: Progress
  readonly context: CommandContext
  /** Of a run that waits for one elsewhere, or has one. */
  readonly driver: DriverWatch | undefined
}

async function untilEnd(
  { view: first, epoch }: { readonly view: RunView; readonly epoch: number },
  look: () => Promise<RunView | undefined>,
  { progress, context, driver }: Surroundings,
): Promise<RunView> {
  for (let view = first, gone: DriverEnd | undefined; ;) {
    const isTaken = view.epoch >= epoch
    if (isTaken && view.live) progress.show(view.live)
    if (isTaken && (view.end || (view.lost && !driver?.isThere()))) return view
    if (gone && !isTaken) throw driverFailed(view.record.run, gone)
    await pause(POLL_MS, undefined, { signal: context.signal })
    gone = driver?.ended()
    const seen = await look()
    // Somebody has deleted it.
    if (!seen) return { ...view, lost: true }
    view = seen
  }
}
