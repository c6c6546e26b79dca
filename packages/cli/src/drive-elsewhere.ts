import { setTimeout as pause } from 'node:timers/promises'
import { isRegaugeError, RegaugeError } from '@regauge/core/errors'
import { readRun, readStatus } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import { requestCancel, startElsewhere } from '@regauge/core/run'
import type { DriverEvent, DriverPlace } from '@regauge/core'
import { concludeRun } from './conclude-run.ts'
import type { CommandContext, ExitCode, GlobalOptions } from './context.ts'
import type { Driving } from './drive-here.ts'
import { tellDetached } from './drive-here.ts'
import { failureReasons } from './failure-reason.ts'
import { openProgress } from './live-view/progress.ts'
import type { Progress } from './live-view/progress.ts'
import { isHangUp } from './run-command-line.ts'

const POLL_MS = 500

/** A run and the place that drives it. */
export interface DrivingElsewhere extends Driving {
  readonly place: DriverPlace
}

interface Following extends DrivingElsewhere {
  readonly progress: Progress
  readonly context: CommandContext
}

/**
 * Has a run driven at the stack's own place and follows it to its end, or with `detach` only names it. Ctrl-C cancels
 * the run, a second one leaves it; it also goes on when the terminal does not. Throws `RUN_DRIVER_FAILED` where the
 * driver never took the run, and `RUN_NOT_DRIVEN` where it left it without an end.
 */
export async function driveElsewhere(
  driving: DrivingElsewhere,
  options: GlobalOptions & { readonly detach?: boolean | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  const { record, epoch, stack } = driving
  const { run, pipeline } = record
  const told = { run, pipeline, stack: stack.spec.name }
  await startElsewhere({ ...driving, signal: context.signal })
  if (options.detach) return tellDetached(told, options, context)
  const startedAt = epoch.cause === 'submit' ? Date.parse(record.submittedAt) : Date.now()
  const facts = { ...told, startedAt, reasonOf: failureReasons(stack.store, run) }
  const view = await (async () => {
    await using progress = await openProgress(facts, context, options.json)
    const ended = await untilEnd({ ...driving, progress, context })
    const last = await readStatus(stack.store, { run, epoch: ended.epoch })
    if (last) progress.show(last)
    return ended
  })()
  const exitCode = concludeRun({ ...told, end: view.end }, options, context)
  return context.signal.aborted && view.end.status === 'cancelled' ? 130 : exitCode
}

type EndedView = RunView & Required<Pick<RunView, 'end'>>

async function untilEnd(following: Following): Promise<EndedView> {
  const { stack, record, epoch, context } = following
  const over = new AbortController()
  const place = watchPlace(following, over.signal)
  let asked = false
  try {
    for (;;) {
      const gone = place.ended()
      const view = await readRun(stack.store, record.run)
      const isTaken = view !== undefined && view.epoch >= epoch.epoch
      if (isTaken && view.live) following.progress.show(view.live)
      if (isTaken && view.end) return { ...view, end: view.end }
      if (gone || (isTaken && view.lost)) throw abandoned(following, isTaken, gone)
      if (context.signal.aborted && !asked) {
        asked = true
        await callOff(following, isTaken ? view.epoch : epoch.epoch)
      }
      await pause(POLL_MS, undefined, asked ? {} : { signal: context.signal }).catch(() => undefined)
    }
  } finally {
    over.abort()
  }
}

/** Tells why the driver waits, and notices that it has ended. */
function watchPlace({ place, record, epoch, progress }: Following, signal: AbortSignal) {
  let ended: Extract<DriverEvent, { kind: 'ended' }> | undefined
  let reason: string | undefined
  const watch = async () => {
    for await (const event of place.watch({ run: record.run, epoch: epoch.epoch }, { signal })) {
      if (event.kind === 'ended') {
        ended = event
      } else if (event.reason !== reason) {
        reason = event.reason
        progress.say(`The driver waits: ${reason}`)
      }
    }
  }
  // The records tell how the run gets on, also where the place cannot be asked.
  watch().catch((thrown: unknown) => {
    if (!signal.aborted && isRegaugeError(thrown)) progress.say(`The driver cannot be watched: ${thrown.message}`)
  })
  return { ended: () => ended }
}

async function callOff({ stack, record, progress, context }: Following, epoch: number): Promise<void> {
  if (isHangUp(context.signal.reason)) throw context.signal.reason
  progress.say('Cancelling; waiting for running steps. Press Ctrl-C again to leave the run to itself.')
  await requestCancel(stack.store, record.run, epoch)
}

// oxlint-disable-next-line max-params -- whose, how far it came, why
function abandoned(
  { record: { run }, epoch }: Following,
  isTaken: boolean,
  gone: Extract<DriverEvent, { kind: 'ended' }> | undefined,
): RegaugeError {
  const why = gone?.failure ? ` ${gone.failure.message}` : ''
  const hint = `Go on with it: regauge runs resume ${run}`
  const details = { run, ...(gone?.failure && { code: gone.failure.code }) }
  return isTaken
    ? new RegaugeError('RUN_NOT_DRIVEN', {
        message: `The driver of run "${run}" is gone, and the run has no end.${why}`,
        hint,
        details,
      })
    : new RegaugeError('RUN_DRIVER_FAILED', {
        message: `The driver of run "${run}" ended before it took the run.${why}`,
        hint: epoch.epoch > 1 ? hint : 'Correct that, and submit it again.',
        details,
      })
}
