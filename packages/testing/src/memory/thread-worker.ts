import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { ArtifactStore } from '@regauge/core'
import type { AttemptWorker, AttemptWorkerOptions, WorkerListener } from '@regauge/core/runtime'
import type { AttemptOrder, StopReason, ToWorker, WorkerExit } from '@regauge/core/serve'
import type { FromThread, ThreadSetup } from './attempt-thread.ts'
import { serveStore } from './store-port.ts'

/** What V8 writes when a process has used its heap up. */
const HEAP_EXHAUSTED = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n'
const ABORTED = 134

/** A thread of this process that runs attempts as a worker's process does, on a store of this process. */
export class ThreadWorker implements AttemptWorker {
  readonly name: string
  readonly pid = undefined
  readonly workRoot: string
  readonly profile: AttemptWorkerOptions['profile']
  readonly output: AttemptWorkerOptions['output']
  readonly ready: AttemptWorker['ready']
  readonly ended: Promise<void>
  outputTaken = 0
  readonly #thread: Worker
  #exit: WorkerExit | undefined
  #ownSignal: NodeJS.Signals | undefined
  #isKilled = false
  #group = 0
  #listener: WorkerListener | undefined

  constructor({ name, setup, profile, output }: AttemptWorkerOptions, store: ArtifactStore) {
    const { port1, port2 } = new MessageChannel()
    serveStore(port1, store)
    this.#thread = new Worker(createRequire(import.meta.url).resolve('@regauge/testing/attempt-thread'), {
      workerData: { output: output.fd, store: port2 } satisfies ThreadSetup,
      transferList: [port2],
      env: { ...withoutSecrets(process.env), ...profile.env },
      ...(profile.memory && { resourceLimits: { maxOldGenerationSizeMb: profile.memory / 2 ** 20 } }),
    })
    this.name = `${name} (thread ${this.#thread.threadId} of process ${process.pid}) on ${hostname()}`
    this.workRoot = setup.workRoot
    this.profile = profile
    this.output = output
    const ready = Promise.withResolvers<Awaited<AttemptWorker['ready']>>()
    this.ready = ready.promise
    this.ended = this.#watch(ready.resolve)
    this.#send({ type: 'open', setup, supervisor: process.pid })
  }

  get alive(): boolean {
    return this.#exit === undefined
  }

  run(orders: readonly AttemptOrder[], listener: WorkerListener): void {
    this.#listener = listener
    if (this.#exit) listener.onExit(this.#exit)
    else this.#send({ type: 'run', orders })
  }

  stop(attempts: readonly string[], reason: StopReason): void {
    this.#send({ type: 'stop', attempts, reason })
  }

  kill(): void {
    this.#isKilled = true
    this.#end()
  }

  #end(): void {
    if (this.#group !== 0) process.kill(-this.#group, 'SIGKILL')
    void this.#thread.terminate()
  }

  #watch(ready: (failure: Awaited<AttemptWorker['ready']>) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#thread.on('message', (said: FromThread) => {
      if (said.type === 'ready') ready(undefined)
      else if (said.type === 'refused') ready(said.failure)
      else if (said.type === 'group') this.#group = said.pid
      else if (said.type === 'killed') {
        this.#ownSignal = said.signal
        this.#end()
      } else this.#listener?.onMessage(said)
    })
    this.#thread.on('error', (error) => {
      // What else a step throws in the dark is caught within the thread.
      if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        writeSync(this.output.fd, HEAP_EXHAUSTED)
        this.#exit = { code: ABORTED, signal: null, killed: false }
      }
    })
    this.#thread.on('exit', (code) => {
      this.#exit ??= this.#isKilled
        ? { code: null, signal: 'SIGKILL', killed: true }
        : { code: this.#ownSignal ? null : code, signal: this.#ownSignal ?? null, killed: false }
      ready({ class: 'infrastructure', code: 'STEP_WORKER_FAILED', message: 'The thread ended before it was ready.' })
      this.#listener?.onExit(this.#exit)
      resolve()
    })
    return promise
  }

  #send(message: ToWorker): void {
    this.#thread.postMessage(message)
  }
}

/** Steps see the secrets that they declare, and no others. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('REGAUGE_SECRET_')))
}
