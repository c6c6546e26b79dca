import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { isRegaugeError, RegaugeError } from '@regauge/core/errors'
import type { ApiCall } from './api-call.ts'
import type { Connection } from './connection.ts'
import { openDeadline, type Deadline } from './deadline.ts'
import { refusal, unreachable } from './kubernetes-error.ts'
import { pause } from './pause.ts'
import { readJson } from './read-body.ts'
import { createRequestRate, type RequestRate } from './request-rate.ts'
import { isAmbiguous, isWorthAnother, parseRetryAfter, pauseBefore, type RequestFailure } from './retry-policy.ts'
import type { RetryTimings } from './retry-policy.ts'
import { send, type WireAnswer } from './send.ts'
import { parseServerStatus } from './server-status.ts'
import { createSlots, type Slots } from './slots.ts'

/** How long things take. All in milliseconds. */
export interface ApiTimings extends RetryTimings {
  /** From the beginning of a request to the end of its answer, or to the head of one that is a stream. */
  readonly requestMs: number
  /** How long a call goes on asking a server that is away or busy. */
  readonly patienceMs: number
}

const TIMINGS: ApiTimings = {
  requestMs: 30_000,
  patienceMs: 30_000,
  firstPauseMs: 100,
  longestPauseMs: 10_000,
  longestRetryAfterMs: 30_000,
}

/** What a client takes beside its connection. */
export interface ApiClientOptions {
  /** Requests a second in the long run. @default 20 */
  readonly qps?: number
  /** Requests at once after a time of rest. @default 40 */
  readonly burst?: number
  /** Creations under way at once. @default 16 */
  readonly maxInFlightCreates?: number
  readonly timings?: Partial<ApiTimings>
  /** From 0 up to but not including 1. @default Math.random */
  readonly random?: () => number
}

/** An answer that was read to its end. */
export interface ApiAnswer {
  /** As the call says. */
  readonly value: unknown
  /** What the server's `Warning` headers say. */
  readonly warnings: readonly string[]
}

/** An answer that goes on. Whoever opens it disposes it, which ends it. */
export interface ApiStream extends Disposable {
  /** Ends in a plain error where it breaks off. */
  readonly body: Readable
}

/** How often something was asked for. */
export interface RequestCount {
  readonly verb: ApiCall['verb']
  readonly resource: string
  readonly count: number
}

/** Asks an API server: at a bounded rate, again where that does no harm, and in our own words where it fails. */
export class ApiClient implements AsyncDisposable {
  readonly connection: Connection
  readonly timings: ApiTimings
  readonly random: () => number
  readonly #rate: RequestRate
  readonly #creates: Slots
  readonly #counts = new Map<string, RequestCount>()
  readonly #closing = new AbortController()
  #aheadMs = 0

  constructor(connection: Connection, options: ApiClientOptions = {}) {
    const { qps = 20, burst = 40, maxInFlightCreates = 16, timings, random = Math.random } = options
    this.connection = connection
    this.timings = { ...TIMINGS, ...timings }
    this.random = random
    this.#rate = createRequestRate({ qps, burst })
    this.#creates = createSlots(maxInFlightCreates)
  }

  /** Every request that was sent, also those again, since the client was made. */
  get requests(): readonly RequestCount[] {
    return [...this.#counts.values()]
  }

  /** What the clock of the API server says, to the second; this machine's before the first answer. Milliseconds. */
  get now(): number {
    return Date.now() + this.#aheadMs
  }

  /** Asks, and reads the answer whole. `onAmbiguous` hears of each request that failed, but may have taken effect. */
  async ask(call: ApiCall, onAmbiguous?: () => void): Promise<ApiAnswer> {
    const attempt: Attempt<ApiAnswer> = async (deadline) => {
      using _ = deadline
      return await readAnswer(call, await this.#send(call, deadline, 'gzip'))
    }
    const act = () => this.#persist(call, attempt, onAmbiguous)
    return call.verb === 'create' ? this.#creates.run(act, call.options.signal) : act()
  }

  /** Asks for an answer that goes on, e.g. a watch; resolves with its beginning. */
  async open(call: ApiCall): Promise<ApiStream> {
    return this.#persist(call, async (deadline) => {
      const { status, headers, body } = await this.#send(call, deadline, 'identity')
      if (status >= 300) return readRefusal(status, headers, body)
      deadline.extend()
      // Whoever reads hears of an error; before that, nobody has to.
      body.on('error', () => undefined)
      const close = () => {
        deadline[Symbol.dispose]()
        body.destroy()
      }
      return { kind: 'answered', value: { body, [Symbol.dispose]: close } }
    })
  }

  // oxlint-disable-next-line typescript/require-await -- asynchronous for whoever disposes
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new RegaugeError('KUBERNETES_UNREACHABLE', { message: 'The client has been closed.' }))
    this.connection.close()
  }

  /** Makes attempts until one is answered, or another would do harm or come too late. */
  async #persist<T>(call: ApiCall, attempt: Attempt<T>, onAmbiguous?: () => void): Promise<T> {
    const { timings, random, connection } = this
    const { patienceMs = timings.patienceMs } = call.options
    const givesUpAt = performance.now() + patienceMs
    using whole = openDeadline([call.options.signal, this.#closing.signal])
    for (let count = 1, hasRenewed = false; ; count += 1) {
      await this.#rate.take(whole.signal)
      const attempted = await this.#attempt(call, attempt)
      if (attempted.kind === 'answered') return attempted.value
      whole.signal.throwIfAborted()
      if (!hasRenewed && attempted.kind === 'refused' && attempted.status.code === 401) {
        hasRenewed = true
        await connection.renew()
        continue
      }
      if (isAmbiguous(attempted)) onAmbiguous?.()
      const wait = pauseBefore(count, attempted, { timings, random })
      const isTooLate = performance.now() + wait > givesUpAt
      if (isTooLate || !isWorthAnother(call, attempted)) throw toError({ call, server: connection.server }, attempted)
      await pause(wait, whole.signal)
    }
  }

  async #attempt<T>(call: ApiCall, attempt: Attempt<T>): Promise<Attempted<T>> {
    const ms = this.timings.requestMs
    const expired = () => new Error(`no answer within ${ms / 1000} s`)
    const deadline = openDeadline([call.options.signal, this.#closing.signal], { ms, expired })
    try {
      const attempted = await attempt(deadline)
      if (attempted.kind !== 'answered') deadline[Symbol.dispose]()
      return attempted
    } catch (thrown) {
      deadline[Symbol.dispose]()
      // Credentials that cannot be had are no fault of the server's.
      if (isRegaugeError(thrown)) throw thrown
      // What is destroyed says that it was, and not why.
      return { kind: 'broken', cause: deadline.signal.aborted ? deadline.signal.reason : thrown }
    }
  }

  async #send(call: ApiCall, { signal }: Deadline, encoding: 'gzip' | 'identity'): Promise<WireAnswer> {
    const { verb, resource, body, contentType = 'application/json' } = call
    const key = `${verb} ${resource}`
    this.#counts.set(key, { verb, resource, count: (this.#counts.get(key)?.count ?? 0) + 1 })
    const headers = {
      accept: 'application/json',
      'accept-encoding': encoding,
      'user-agent': USER_AGENT,
      ...(body !== undefined && { 'content-type': contentType }),
    }
    const request = {
      method: METHODS[verb],
      path: pathOf(call),
      headers,
      body: body === undefined ? body : JSON.stringify(body),
    }
    const answer = await send(this.connection, request, signal)
    const told = Date.parse(answer.headers.date ?? '')
    if (!Number.isNaN(told)) this.#aheadMs = told - Date.now()
    return answer
  }
}

type Attempted<T> = { readonly kind: 'answered'; readonly value: T } | RequestFailure

type Attempt<T> = (deadline: Deadline) => Promise<Attempted<T>>

const USER_AGENT = 'regauge'

const METHODS: Readonly<Record<ApiCall['verb'], string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}

function pathOf({ path, query = {} }: ApiCall): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? path : `${path}?${given.toString()}`
}

async function readAnswer(call: ApiCall, { status, headers, body }: WireAnswer): Promise<Attempted<ApiAnswer>> {
  if (status >= 300) return readRefusal(status, headers, body)
  const { read = readJson } = call
  return { kind: 'answered', value: { value: await read(body), warnings: parseWarnings(headers['warning']) } }
}

async function readRefusal(status: number, headers: IncomingHttpHeaders, body: Readable): Promise<RequestFailure> {
  return {
    kind: 'refused',
    status: parseServerStatus(await text(body), status),
    retryAfterMs: parseRetryAfter(headers['retry-after']),
  }
}

/** The texts of a header like `299 - "first", 299 - "second"`. */
function parseWarnings(header: string | string[] | undefined): readonly string[] {
  const whole = Array.isArray(header) ? header.join(', ') : (header ?? '')
  return [...whole.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]!.replaceAll(/\\(.)/g, '$1'))
}

function toError(asked: { readonly call: ApiCall; readonly server: string }, failure: RequestFailure): RegaugeError {
  return failure.kind === 'refused' ? refusal(asked, failure.status) : unreachable(asked, failure.cause)
}
