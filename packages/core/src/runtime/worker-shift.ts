import type { Failure } from '../errors/failure.ts'
import type { Envelope } from '../spec/envelope.ts'
import { formatSize } from '../util/size.ts'
import { AttemptOutput, type StoredOutput } from './attempt-output.ts'
import type { AttemptWorker, WorkerListener } from './attempt-worker.ts'
import { AttemptWatch, type StopRequest } from './attempt-watch.ts'
import { exitFailure, type WorkerExit } from './exit-failure.ts'
import { withLog } from './last-lines.ts'
import type { MemoryUse } from './memory-use.ts'
import { putOutcome } from './outcome.ts'
import { stopFailure } from './stop-failure.ts'
import type { SupervisorContext } from './supervisor-context.ts'
import type { AttemptOrder, AttemptResult, FromWorker } from './worker-protocol.ts'

/** How often the output of an attempt that runs is looked at. */
const TAIL_MS = 500
const NO_OUTPUT: StoredOutput = { logs: 0, metrics: 0, lastLines: [] }

/** How a shift ended. */
export interface ShiftEnd {
  /** How many of the attempts have ended; the others have not begun. */
  readonly ended: number
  /** The worker may not be used again. */
  readonly spent: boolean
  /** A driver has given one of the attempts up, so that the others are no business of this place any more. */
  readonly fenced: boolean
}

export interface WorkerShiftOptions {
  readonly context: SupervisorContext
  /** By attempt: what was to stop before it began. */
  readonly requests: ReadonlyMap<string, StopRequest>
}

/** An attempt that its worker is at. */
interface Current {
  readonly order: AttemptOrder
  readonly startedAt: number
  /** What the context's count was when it began. */
  readonly oomKills: number
  readonly watch: AttemptWatch
  /** Made when there is something to store. */
  output?: AttemptOutput
}

/**
 * One worker's turn at some attempts: it is given all of them at once, answers one after the other, and each answer, or
 * its end, becomes an outcome while it works on.
 */
export class WorkerShift implements WorkerListener {
  readonly #worker: AttemptWorker
  readonly #orders: readonly AttemptOrder[]
  readonly #options: WorkerShiftOptions
  readonly #end = Promise.withResolvers<Omit<ShiftEnd, 'fenced'>>()
  readonly #settled: Promise<unknown>[] = []
  #position = 0
  #current: Current | undefined
  #fenced = false

  constructor(worker: AttemptWorker, orders: readonly AttemptOrder[], options: WorkerShiftOptions) {
    this.#worker = worker
    this.#orders = orders
    this.#options = options
  }

  /** Resolves when every attempt that has begun has its outcome; rejects where one could not be written. */
  async work(): Promise<ShiftEnd> {
    const tail = setInterval(() => this.#storeOutputSoFar(), TAIL_MS)
    this.#begin()
    this.#worker.run(this.#orders, this)
    const end = await this.#end.promise
    clearInterval(tail)
    const settled = await Promise.allSettled(this.#settled)
    for (const each of settled) if (each.status === 'rejected') throw each.reason
    return { ...end, spent: end.spent || this.#fenced, fenced: this.#fenced }
  }

  /** Asks an attempt to stop. One that has not begun is left out by the worker, if the message reaches it in time. */
  stop(attempt: string, request: StopRequest): void {
    if (this.#current?.order.id === attempt) this.#current.watch.stop(request)
    else this.#worker.stop([attempt], request.reason)
  }

  onMessage(message: FromWorker): void {
    if (message.type === 'result') this.#onResult(message.result)
    else if (message.type === 'stray') this.#toRunLog(message.until)
    else if (message.type === 'progress') {
      const { attempt, progress, message: text } = this.#options.context.redaction.redact(message)
      this.#options.context.emit({
        kind: 'progress',
        attempt,
        progress,
        ...(text === undefined ? {} : { message: text }),
      })
    }
  }

  onExit(exit: WorkerExit): void {
    const current = this.#current
    if (current) this.#settle(current, { end: this.#worker.output.size(), exit })
    this.#finish({ ended: this.#position + (current ? 1 : 0), spent: true })
  }

  #begin(): void {
    const order = this.#orders[this.#position]!
    const { context, requests } = this.#options
    const watch = new AttemptWatch(order.envelope, {
      stop: (reason) => this.#worker.stop([order.id], reason),
      kill: () => this.#worker.kill(),
    })
    this.#current = { order, startedAt: context.now(), oomKills: context.oomKills?.() ?? 0, watch }
    context.emit({ kind: 'started', attempt: order.id, worker: this.#worker.name })
    const request = requests.get(order.id)
    if (request) watch.stop(request)
  }

  #onResult(result: AttemptResult): void {
    const current = this.#current
    if (current?.order.id !== result.attempt) return
    this.#settle(current, { end: result.outputEnd, result })
    this.#position += 1
    if (result.spent || this.#position === this.#orders.length) {
      this.#finish({ ended: this.#position, spent: result.spent })
    } else {
      this.#begin()
    }
  }

  #finish(end: Omit<ShiftEnd, 'fenced'>): void {
    this.#current = undefined
    this.#end.resolve(end)
  }

  #settle(current: Current, how: AttemptEnding): void {
    current.watch[Symbol.dispose]()
    // Its driver has stopped, maybe because another one has the run: what becomes of the attempt is for that one to say.
    if (this.#options.context.closing.aborted) return
    const stored = this.#storeOutput(current, how.end)
    const settled =
      stored instanceof Promise
        ? stored.then((all) => this.#putOutcome(current, how, all))
        : this.#putOutcome(current, how, stored)
    // Its failure is met at the end of the shift; until then it must not count as unhandled.
    settled.catch(() => undefined)
    this.#settled.push(settled)
  }

  #storeOutput(current: Current, end: number): Promise<StoredOutput> | StoredOutput {
    const start = this.#worker.outputTaken
    // A process of the step may have cut the file.
    this.#worker.outputTaken = end
    if (end <= start && !current.output) return NO_OUTPUT
    return this.#outputOf(current, start).finish(end)
  }

  // oxlint-disable-next-line max-params -- the attempt, how it ended, and what it wrote
  async #putOutcome(current: Current, how: AttemptEnding, stored: StoredOutput): Promise<void> {
    const { context } = this.#options
    const { order, startedAt, watch } = current
    const oomKilled = (context.oomKills?.() ?? 0) > current.oomKills ? (context.memoryUse?.() ?? {}) : undefined
    const failure = failureFor(order, { ...how, request: watch.request, lastLines: stored.lastLines, oomKilled })
    const skipped = how.result?.status === 'skipped'
    const outcome = await putOutcome(context.store, order.envelope, {
      outputs: how.result?.outputs,
      failure: failure && context.redaction.redact(failure),
      startedAt: skipped ? undefined : startedAt,
      endedAt: context.now(),
      ms: how.result?.ms,
      worker: skipped ? undefined : this.#worker.name,
      logs: stored.logs,
      metrics: stored.metrics,
    })
    context.emit({ kind: 'outcome', attempt: order.id, ...(outcome && { outcome }) })
    if (!outcome) this.#stopFenced()
  }

  /** What the worker has begun since goes with it. */
  #stopFenced(): void {
    this.#fenced = true
    this.#worker.kill()
  }

  #storeOutputSoFar(): void {
    const current = this.#current
    const start = this.#worker.outputTaken
    if (!current || this.#worker.output.size() <= start) return
    // Whatever keeps the store from taking it is met again when the attempt ends.
    this.#outputOf(current, start)
      .advance()
      .catch(() => undefined)
  }

  #outputOf(current: Current, start: number): AttemptOutput {
    const { store, now, redaction, echo } = this.#options.context
    current.output ??= new AttemptOutput(current.order.envelope, {
      store,
      file: this.#worker.output,
      start,
      redact: redaction.redact,
      echo,
      now,
    })
    return current.output
  }

  #toRunLog(until: number): void {
    this.#settled.push(this.#options.context.runLog.add(this.#worker.output, this.#worker.outputTaken, until))
    this.#worker.outputTaken = until
  }
}

/** How an attempt ended: by a result, or by the end of its worker. */
interface AttemptEnding {
  /** The length of the output file. */
  readonly end: number
  readonly result?: AttemptResult
  readonly exit?: WorkerExit
}

interface Circumstances extends AttemptEnding {
  readonly request: StopRequest | undefined
  readonly lastLines: readonly string[]
  /** The kernel has killed a process here meanwhile; the memory that there was. */
  readonly oomKilled: MemoryUse | undefined
}

function failureFor({ envelope }: AttemptOrder, how: Circumstances): Failure | undefined {
  const failure = ownFailure(envelope, how)
  // Who ends well in spite of a cancel has ended well; who does so after the deadline has not kept it.
  const stopped =
    how.request && (failure || how.request.reason === 'timeout') ? stopFailure(envelope, how.request) : undefined
  const counted = stopped ?? failure
  return counted && withLog(counted, how.lastLines)
}

function ownFailure(envelope: Envelope, { result, exit, lastLines, oomKilled }: Circumstances): Failure | undefined {
  const hasFailed = exit !== undefined || result?.status === 'failed'
  if (oomKilled && hasFailed) return outOfMemory(oomKilled, result?.failure)
  if (exit) return exitFailure(exit, lastLines)
  // It never began, so that it has not ended well, whatever became of the request to stop it.
  if (result?.status === 'skipped') return stopFailure(envelope, { reason: 'cancelled', overdue: false })
  return result?.failure
}

/** One of the attempt's processes was killed for want of memory: whatever else it reports comes from that. */
function outOfMemory({ limit, peak }: MemoryUse, reported: Failure | undefined): Failure {
  const amounts = [
    limit !== undefined && `its limit is ${formatSize(limit)}`,
    peak !== undefined && `${formatSize(peak)} were in use at most`,
  ]
  const told = amounts.filter(Boolean).join(', ')
  const place = told === '' ? '' : ` (${told})`
  const message = `The step needed more memory than its place has${place}, and the kernel killed one of its processes.`
  return {
    class: 'oom',
    code: 'STEP_OUT_OF_MEMORY',
    message: reported ? `${message} It reported: ${reported.message}` : message,
  }
}
