import type { DriverEvent, DriverPlace } from '@regauge/core'
import { messageOf, RegaugeError } from '@regauge/core/errors'
import type { RequestRecord } from '@regauge/core/records'
import type { CommandContext } from './context.ts'
import type { Progress } from './live-view/progress.ts'
import { openRequested } from './open-requested.ts'

/** How a driver elsewhere has ended, or why it can never begin. */
export type DriverEnd = Extract<DriverEvent, { kind: 'ended' }>

/** A driver elsewhere that is looked at. */
export interface DriverWatch extends AsyncDisposable {
  /** Undefined while it may still begin, or is at work. */
  ended(): DriverEnd | undefined
  /**
   * Whether one whose records are silent is not gone all the same: its place is asked, and has told of no end. Says so
   * the first time, for whoever does not want to wait for it.
   */
  isThere(): boolean
}

/** One that cannot be looked at. */
const UNWATCHED: DriverWatch = Object.freeze({
  ended: () => undefined,
  isThere: () => false,
  [Symbol.asyncDispose]: async () => {},
})

/** A driver elsewhere, and where it is told of. */
export interface WatchedDriver {
  readonly place: DriverPlace
  readonly run: string
  readonly epoch: number
  readonly progress: Progress
}

/** Tells why a driver elsewhere waits, and notices that it has ended. */
export function watchDriver({ place, run, epoch, progress }: WatchedDriver): DriverWatch {
  const over = new AbortController()
  const { signal } = over
  let ended: DriverEnd | undefined
  let isAsked = true
  let isSilenceTold = false
  let reason: string | undefined
  const watch = async () => {
    for await (const event of place.watch({ run, epoch }, { signal })) {
      if (event.kind === 'ended') {
        ended = event
      } else if (event.reason !== reason) {
        reason = event.reason
        progress.say(`The driver waits: ${reason}`)
      }
    }
  }
  // The records tell how the run gets on, also where the place cannot be asked.
  const watching = watch()
    .catch((thrown: unknown) => {
      if (!signal.aborted) sayUnwatched(thrown, progress)
    })
    .finally(() => (isAsked = false))
  return {
    ended: () => ended,
    isThere() {
      if (!isAsked || ended) return false
      if (!isSilenceTold)
        progress.say(
          `The driver is silent, and its place tells of no end. To go on without it: regauge runs resume ${run}`,
        )
      isSilenceTold = true
      return true
    },
    async [Symbol.asyncDispose]() {
      over.abort()
      await watching
    },
  }
}

/** The same for a driver that somebody else has asked for, at the place of the stack that it was asked with. */
export async function watchRequested(
  request: RequestRecord,
  progress: Progress,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): Promise<DriverWatch> {
  const { run, epoch } = request
  await using opened = new AsyncDisposableStack()
  try {
    const { stack } = opened.use(await openRequested(request, context))
    const place = stack.orchestrator.driverPlace
    const watch = place ? opened.use(watchDriver({ place, run, epoch, progress })) : UNWATCHED
    const owned = opened.move()
    return { ...watch, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
  } catch (thrown) {
    sayUnwatched(thrown, progress)
    return UNWATCHED
  }
}

function sayUnwatched(thrown: unknown, progress: Progress): void {
  progress.say(`The driver cannot be watched: ${messageOf(thrown)}`)
}

/** The error for a run whose driver elsewhere has ended before it took the run, or can never do so. */
export function driverFailed(run: string, { failure }: DriverEnd): RegaugeError {
  return new RegaugeError('RUN_DRIVER_FAILED', {
    message: failure
      ? `No driver has taken run "${run}". ${failure.message}`
      : `The driver of run "${run}" ended before it took the run.`,
    hint: `Mend that, then go on with it: regauge runs resume ${run}`,
    details: { run, ...(failure && { code: failure.code }) },
  })
}
