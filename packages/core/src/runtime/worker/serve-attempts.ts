import { patientStore } from '../../artifacts/patient-store.ts'
import { join } from 'node:path'
import { createArtifactCache } from '../../artifacts/artifact-cache.ts'
import type { ArtifactStore } from '../../contracts/artifact-store.ts'
import type { PipelineDefinition } from '../../contracts/definition.ts'
import type { Failure } from '../../errors/failure.ts'
import { RegaugeError } from '../../errors/regauge-error.ts'
import { failureOf } from '../failure-of.ts'
import type { AttemptOrder, AttemptResult, StopReason, ToWorker, WorkerSetup } from '../worker-protocol.ts'
import type { AttemptEnding, AttemptEnvironment } from './attempt.ts'
import { attemptDirectories } from './attempt-directories.ts'
import { captureOutput } from './capture-output.ts'
import { type Channel, takeChannel } from './channel.ts'
import { watchForCrashes } from './crash.ts'
import { lazyStore } from './lazy-store.ts'
import { runAttempt } from './run-attempt.ts'
import { takeSurroundings } from './surroundings.ts'
import { startWatchdog, type Watchdog } from './watchdog.ts'

/** What a worker takes from the layers above the runtime. */
export interface WorkerHost {
  loadPipeline(setup: WorkerSetup): Promise<PipelineDefinition>
  openStore(setup: WorkerSetup): Promise<ArtifactStore>
}

/** What a worker is: a process, or something that stands for one. */
export interface WorkerPlace {
  /** The descriptor of the file that its output goes to. */
  readonly output: number
  takeChannel(onMessage: (message: ToWorker) => void): Channel
  startWatchdog(supervisor: number): Watchdog
}

/** A process; its standard output and standard error lead to one file. */
const PROCESS: WorkerPlace = { output: 1, takeChannel, startWatchdog }

/**
 * Makes this process a worker: it takes attempts from its supervisor, one at a time, and ends with it. Never returns
 * while the supervisor lives.
 */
export function serveAttempts(host: WorkerHost, place: WorkerPlace = PROCESS): void {
  const capture = captureOutput(place.output)
  const channel = place.takeChannel(onMessage)
  const crashes = watchForCrashes(
    () => environment?.setup.projectRoot ?? process.cwd(),
    () => channel.keepAlive(true),
  )
  const skipped = new Set<string>()
  let environment: AttemptEnvironment | undefined
  let watchdog: Watchdog | undefined
  let stop: { readonly attempt: string; readonly controller: AbortController } | undefined
  let outputTaken = 0
  let attempts = 0
  // Without a watchdog there is nothing yet that could be left behind.
  process.once('disconnect', () => (watchdog ? watchdog.end() : process.exit()))

  function onMessage(message: ToWorker): void {
    switch (message.type) {
      case 'open':
        watchdog = place.startWatchdog(message.supervisor)
        void open(message.setup, watchdog)
        return
      case 'run':
        void workOff(message.orders)
        return
      case 'stop':
        for (const attempt of message.attempts) {
          if (stop?.attempt === attempt) stop.controller.abort(stopError(message.reason))
          else skipped.add(attempt)
        }
    }
  }

  async function open(setup: WorkerSetup, watchdog: Watchdog): Promise<void> {
    try {
      environment = {
        setup,
        write: capture.write,
        streamWriter: capture.streamWriter,
        definition: await host.loadPipeline(setup),
        store: lazyStore(setup.storeReach, async () =>
          patientStore(await host.openStore(setup), { ms: setup.storePatienceMs }),
        ),
        cache: createArtifactCache(),
        send: channel.send,
        keepAlive: channel.keepAlive,
        noteGroup(pid) {
          watchdog.alsoEnd(pid)
          channel.send({ type: 'group', pid })
        },
      }
      channel.send({ type: 'ready' })
    } catch (thrown) {
      channel.send({ type: 'refused', failure: failureOf(thrown) })
    }
  }

  async function workOff(orders: readonly AttemptOrder[]): Promise<void> {
    for (const order of orders) {
      const result = await workOffOne(order, environment!)
      outputTaken = result.outputEnd
      channel.send({ type: 'result', result })
      if (result.spent) return
    }
  }

  async function workOffOne(order: AttemptOrder, environment: AttemptEnvironment): Promise<AttemptResult> {
    if (skipped.delete(order.id)) {
      return { attempt: order.id, status: 'skipped', outputEnd: outputTaken, spent: false }
    }
    const begin = capture.size()
    if (begin !== outputTaken) channel.send({ type: 'stray', until: begin })
    attempts += 1
    const controller = new AbortController()
    stop = { attempt: order.id, controller }
    const surroundings = takeSurroundings()
    const directories = attemptDirectories(join(environment.setup.workRoot, `attempt-${attempts}`))
    const { promise: crashed, resolve: onCrash } = Promise.withResolvers<Failure>()
    crashes.watch(onCrash)
    const ending = await runAttempt({ order, signal: controller.signal, directories, crashed }, environment)
    crashes.unwatch()
    stop = undefined
    surroundings.restore()
    await directories.remove()
    return toResult(order.id, ending, { outputEnd: capture.size(), stopped: controller.signal.aborted })
  }
}

function toResult(
  attempt: string,
  { ms, outputs, failure, leftovers }: AttemptEnding,
  { outputEnd, stopped }: { readonly outputEnd: number; readonly stopped: boolean },
): AttemptResult {
  const status = failure ? 'failed' : 'succeeded'
  return {
    attempt,
    status,
    outputs,
    failure,
    ms,
    outputEnd,
    spent: failure !== undefined || leftovers === true || stopped,
  }
}

function stopError(reason: StopReason): RegaugeError {
  switch (reason) {
    case 'timeout':
      return new RegaugeError('STEP_TIMED_OUT', { message: 'The step took too long and is to stop.' })
    case 'cancelled':
      return new RegaugeError('STEP_CANCELLED', { message: 'Somebody asked for the step to stop.' })
    case 'interrupted':
      return new RegaugeError('STEP_INTERRUPTED', { message: 'The place where the step runs is being taken away.' })
  }
}
