import { setTimeout as pause } from 'node:timers/promises'
import { BRIEFLY, patientStore } from '@regauge/core/artifacts'
import { RegaugeError } from '@regauge/core/errors'
import { readRun, readStatus } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import { cancelRequested, requestCancel, startElsewhere } from '@regauge/core/run'
import type { ArtifactStore, DriverPlace } from '@regauge/core'
import { concludeRun } from './conclude-run.ts'
import type { CommandContext, ExitCode, GlobalOptions } from './context.ts'
import type { Driving } from './drive-here.ts'
import { tellDetached } from './drive-here.ts'
import { failureReasons } from './failure-reason.ts'
import { openProgress } from './live-view/progress.ts'
import type { Progress } from './live-view/progress.ts'
import { isHangUp } from './run-command-line.ts'
import { driverFailed, watchDriver } from './watch-driver.ts'
import type { DriverEnd } from './watch-driver.ts'

const POLL_MS = 500

/** A run and the place that drives it. */
export interface DrivingElsewhere extends Driving {
  readonly place: DriverPlace
}

interface Following extends DrivingElsewhere {
  /** Its store, with the patience of a person. */
  readonly store: ArtifactStore
  readonly progress: Progress
  readonly context: CommandContext
}

/**
 * Has a run driven at the stack's own place and follows it to its end, or with `detach` only names it. Ctrl-C cancels
 * the run, a second one leaves it; it also goes on when the terminal does not. Throws `RUN_DRIVER_FAILED` where no
 * driver took the run or ever can, and `RUN_NOT_DRIVEN` where it left it without an end.
 */
export async function driveElsewhere(
  driving: DrivingElsewhere,
  options: GlobalOptions & { readonly detach?: boolean | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  const { record, epoch, stack } = driving
  const { run, pipeline } = record
  const told = { run, pipeline, stack: stack.spec.name }
  const store = patientStore(stack.store, BRIEFLY)
  await startElsewhere({ ...driving, signal: context.signal })
  if (options.detach) return tellDetached(told, options, context)
  const startedAt = epoch.cause === 'submit' ? Date.parse(record.submittedAt) : Date.now()
  const facts = { ...told, startedAt, reasonOf: failureReasons(store, run) }
  const view = await (async () => {
    await using progress = await openProgress(facts, context, options.json)
    const ended = await untilEnd({ ...driving, store, progress, context })
    const last = await readStatus(store, { run, epoch: ended.epoch })
    if (last) progress.show(last)
    return ended
  })()
  const exitCode = concludeRun({ ...told, end: view.end }, options, context)
  return context.signal.aborted && view.end.status === 'cancelled' ? 130 : exitCode
}

type EndedView = RunView & Required<Pick<RunView, 'end'>>

async function untilEnd(following: Following): Promise<EndedView> {
  const { store, record, epoch, place, progress, context } = following
  const { run } = record
  await using driver = watchDriver({ place, run, epoch: epoch.epoch, progress })
  let asked = false
  for (;;) {
    const gone = driver.ended()
    const view = await readRun(store, run)
    const isTaken = view !== undefined && view.epoch >= epoch.epoch
    if (isTaken && view.live) progress.show(view.live)
    if (isTaken && view.end) return { ...view, end: view.end }
    // One that has ended well without an end has found the run with another driver, which may be at work.
    if (isTaken && (gone?.failure || (view.lost && !driver.isThere()))) throw abandoned(run, gone)
    if (gone && !isTaken) return await giveUp(following, gone)
    if (context.signal.aborted && !asked) {
      asked = true
      await callOff(following, isTaken ? view.epoch : undefined)
    }
    await pause(POLL_MS, undefined, asked ? {} : { signal: context.signal }).catch(() => undefined)
  }
}

/** Throws why no driver has taken the run; none is to begin behind the back of whoever has been told so. */
async function giveUp({ place, record: { run }, epoch: { epoch } }: Following, gone: DriverEnd): Promise<never> {
  // Why it cannot begin matters more than that it could not be taken away.
  if (gone.mayBegin) await place.remove({ run, epoch }).catch(() => undefined)
  throw driverFailed(run, gone)
}

async function callOff(following: Following, taken: number | undefined): Promise<void> {
  const { store, record, progress, context } = following
  if (isHangUp(context.signal.reason)) throw context.signal.reason
  const waits = taken === undefined ? 'its driver has not begun' : 'waiting for running steps'
  progress.say(`Cancelling; ${waits}. Press Ctrl-C again to leave the run to itself.`)
  if (taken === undefined) await cancelRequested(following)
  else await requestCancel(store, record.run, taken)
}

function abandoned(run: string, gone: DriverEnd | undefined): RegaugeError {
  const why = gone?.failure ? ` ${gone.failure.message}` : ''
  return new RegaugeError('RUN_NOT_DRIVEN', {
    message: `The driver of run "${run}" is gone, and the run has no end.${why}`,
    hint: `Go on with it: regauge runs resume ${run}`,
    details: { run, ...(gone?.failure && { code: gone.failure.code }) },
  })
}
