import type { Failure } from '../errors/failure.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { keys } from '../records/keys.ts'
import type { ClaimRecord } from '../records/outcome-record.ts'
import { putRecord, readRecord } from '../records/record-store.ts'
import { attemptId, type BundleSpec, type Envelope, PROTOCOL } from '../spec/envelope.ts'
import { type AttemptWorker, profileKey, type WorkerProfile } from './attempt-worker.ts'
import type { StopRequest } from './attempt-watch.ts'
import { failureOf } from './failure-of.ts'
import { putOutcome } from './outcome.ts'
import { lastLinesOf, withLog } from './last-lines.ts'
import { stopFailure } from './stop-failure.ts'
import type { SupervisorContext } from './supervisor-context.ts'
import type { AttemptOrder, StopReason } from './worker-protocol.ts'
import { type ShiftEnd, WorkerShift } from './worker-shift.ts'

/** No attempt has begun. */
const NOTHING = { ended: 0, fenced: false } as const

/**
 * How a bundle was left: `done`, every attempt has its outcome; `fenced`, a driver has given one of them up; `taken`,
 * another supervisor is at one of them; `interrupted` or `closed`, those that had not begun are left as they are.
 */
export type BundleEnd = 'done' | 'fenced' | 'taken' | 'interrupted' | 'closed'

/** What its store or its machine threw when it gave up. */
export interface BundleFailure {
  readonly thrown: unknown
}

/**
 * Works off the attempts of one bundle in turn, each of which ends with an outcome, and tells what happens as launcher
 * events. A worker serves as long as it lasts; after a failure the next one takes over the rest.
 */
export class BundleSupervisor {
  readonly #bundle: BundleSpec
  readonly #context: SupervisorContext
  readonly #requests = new Map<string, StopRequest>()
  readonly #secrets = new Map<string, string>()
  /** Attempts that are this supervisor's, and have no outcome yet. */
  readonly #held = new Map<string, Envelope>()
  #interruption: StopRequest | undefined
  #shift: WorkerShift | undefined

  constructor(bundle: BundleSpec, context: SupervisorContext) {
    this.#bundle = bundle
    this.#context = context
  }

  /** Works off the bundle. Resolves after its `ended` event; never rejects. */
  async work(): Promise<BundleEnd | BundleFailure> {
    const bundle = this.#bundle.id
    try {
      const end = await this.#workOff(this.#bundle.envelopes)
      this.#context.emit({ kind: 'ended', bundle })
      return end
    } catch (thrown) {
      this.#context.emit({ kind: 'ended', bundle, failure: failureOf(thrown) })
      return { thrown }
    }
  }

  /** The attempts that it is at. */
  get held(): readonly Envelope[] {
    return [...this.#held.values()]
  }

  /** Begins no further attempt, and asks those that it is at to stop. Only the first call counts. */
  interrupt(options: { readonly reason: StopReason; readonly graceMs: number }): void {
    if (this.#interruption) return
    this.#interruption = { ...options, overdue: false }
    for (const id of this.#held.keys()) this.#ask(id, this.#interruption)
  }

  /** Every attempt was asked to stop, so that none of them needs a worker any more unless it has begun. */
  get stopped(): boolean {
    return this.#requests.size === this.#bundle.envelopes.length
  }

  /** Asks attempts to stop; those of other bundles are ignored. */
  stop(
    attempts: readonly string[],
    options: { readonly reason: StopReason; readonly graceMs?: number | undefined },
  ): void {
    for (const envelope of this.#bundle.envelopes) {
      const id = attemptId(envelope.path, envelope.attempt)
      if (!attempts.includes(id) || this.#requests.has(id)) continue
      this.#ask(id, { reason: options.reason, graceMs: options.graceMs ?? envelope.graceMs, overdue: false })
    }
  }

  #ask(attempt: string, request: StopRequest): void {
    if (this.#requests.has(attempt)) return
    this.#requests.set(attempt, request)
    this.#shift?.stop(attempt, request)
  }

  async #workOff(envelopes: readonly Envelope[]): Promise<BundleEnd> {
    let rest: readonly Envelope[] = envelopes
    while (rest.length > 0) {
      if (this.#context.closing.aborted) return 'closed'
      if (this.#interruption) return 'interrupted'
      const profile = this.#profileOf(rest[0]!)
      const alike = rest.findIndex((each) => profileKey(this.#profileOf(each)) !== profileKey(profile))
      // Claimed attempts are given out one by one, so that those behind one that takes its place down go back free.
      const oneByOne = this.#context.claims !== undefined || this.#context.fresh === true
      const length = oneByOne ? 1 : alike < 0 ? rest.length : alike
      const orders = await this.#toOrders(rest.slice(0, length))
      if (orders === 'taken') return 'taken'
      const { ended, fenced } = orders.length === 0 ? NOTHING : await this.#runSome(orders, profile)
      this.#held.clear()
      if (fenced) return 'fenced'
      const left = orders.slice(ended).map(({ envelope }) => envelope)
      rest = [...left, ...rest.slice(length)]
    }
    return 'done'
  }

  #profileOf({ env }: Envelope): WorkerProfile {
    return { env, memory: this.#bundle.resources.memory }
  }

  /** The attempts that are to be started; each of the others has its outcome, unless another supervisor is at one. */
  async #toOrders(envelopes: readonly Envelope[]): Promise<readonly AttemptOrder[] | 'taken'> {
    const orders: AttemptOrder[] = []
    for (const envelope of envelopes) {
      const id = attemptId(envelope.path, envelope.attempt)
      const request = this.#requests.get(id)
      if (request) {
        await this.#giveUp(envelope, stopFailure(envelope, request))
        continue
      }
      const secrets = await this.#secretsOf(envelope)
      if (secrets instanceof Error) {
        await this.#giveUp(envelope, failureOf(secrets))
        continue
      }
      const standing = await this.#look(envelope)
      if (standing === 'taken') return 'taken'
      if (standing === 'decided') continue
      this.#held.set(id, envelope)
      if (this.#interruption) this.#ask(id, this.#interruption)
      orders.push({ id, envelope, secrets })
    }
    return orders
  }

  async #secretsOf(envelope: Envelope): Promise<Readonly<Record<string, string>> | Error> {
    try {
      assertProtocol(envelope)
      for (const name of envelope.secrets) {
        if (!this.#secrets.has(name)) this.#secrets.set(name, await this.#context.secrets.resolve(name))
      }
      this.#context.redaction.add(this.#secrets.values())
      return Object.fromEntries(envelope.secrets.map((name) => [name, this.#secrets.get(name)!]))
    } catch (thrown) {
      return thrown instanceof Error ? thrown : new Error(String(thrown))
    }
  }

  /** Whether the attempt is this supervisor's to start, is decided already, or belongs to another supervisor. */
  async #look(envelope: Envelope): Promise<'mine' | 'decided' | 'taken'> {
    const { store, claims, emit } = this.#context
    const { run, path, attempt, epoch } = envelope
    // Nothing can have been before a first epoch; the driver of a later one may have read a list that was out of date.
    if (!claims && epoch === 1) return 'mine'
    const isMine = !claims || (await this.#claim(envelope, claims.worker))
    if ((await store.stat(keys.outcome(run, path, attempt))) === undefined) return isMine ? 'mine' : 'taken'
    emit({ kind: 'outcome', attempt: attemptId(path, attempt) })
    return 'decided'
  }

  async #claim({ run, path, attempt }: Envelope, worker: string): Promise<boolean> {
    const { store, now } = this.#context
    const key = keys.claim(run, path, attempt)
    const claim: ClaimRecord = {
      schema: 'regauge.claim/1',
      run,
      path,
      attempt,
      worker,
      at: new Date(now()).toISOString(),
    }
    const { written } = await putRecord(store, key, claim, { ifAbsent: true })
    // A put whose answer was lost took effect all the same.
    return written || (await readRecord<ClaimRecord>(store, key, 'regauge.claim'))?.worker === worker
  }

  async #runSome(orders: readonly AttemptOrder[], profile: WorkerProfile): Promise<Pick<ShiftEnd, 'ended' | 'fenced'>> {
    const { workers, closing, fresh = false } = this.#context
    if (closing.aborted) return NOTHING
    const worker = await this.#readyWorker(profile)
    if (!('run' in worker)) {
      if (closing.aborted) return NOTHING
      await Promise.all(orders.map(({ envelope }) => this.#giveUp(envelope, worker)))
      return { ended: orders.length, fenced: false }
    }
    this.#shift = new WorkerShift(worker, orders, { context: this.#context, requests: this.#requests })
    let spent = true
    try {
      const end = await this.#shift.work()
      spent = end.spent || fresh
      return end
    } finally {
      this.#shift = undefined
      await workers.giveBack(worker, { spent })
    }
  }

  /** A worker, or why there is none. */
  async #readyWorker(profile: WorkerProfile): Promise<AttemptWorker | Failure> {
    const { workers, now } = this.#context
    try {
      const worker = workers.lease(profile)
      const failure = await worker.ready
      if (!failure) return worker
      const log = await lastLinesOf(worker.output, now)
      await workers.giveBack(worker, { spent: true })
      return withLog(failure, log)
    } catch (thrown) {
      return failureOf(thrown)
    }
  }

  /** Ends an attempt that never started. */
  async #giveUp(envelope: Envelope, failure: Failure): Promise<void> {
    const { store, now, emit, redaction } = this.#context
    await putOutcome(store, envelope, { failure: redaction.redact(failure), endedAt: now(), logs: 0, metrics: 0 })
    emit({ kind: 'outcome', attempt: attemptId(envelope.path, envelope.attempt) })
  }
}

function assertProtocol({ protocol, path }: Envelope): void {
  if (protocol === PROTOCOL) return
  throw new RegaugeError('STEP_PROTOCOL_UNKNOWN', {
    message: `Step "${path}" was given in protocol ${JSON.stringify(protocol)}; this runner speaks another.`,
    hint: 'Use the same version of Regauge for the driver and the runner.',
  })
}
