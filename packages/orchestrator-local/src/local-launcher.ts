import { rm } from 'node:fs/promises'
import {
  type BundleSpec,
  type Launcher,
  type LauncherContext,
  type LauncherEvent,
  type LiveBundle,
  RegaugeError,
} from '@regauge/core'
import {
  BundleSupervisor,
  createEventFeed,
  createRedaction,
  RunLog,
  type StopReason,
  type SupervisorContext,
  WorkerPool,
} from '@regauge/core/runtime'
import type { LocalLauncherOptions } from './open-local-launcher.ts'

export interface LocalLauncherPlaces extends LocalLauncherOptions {
  /** The code package on this machine. */
  readonly codeDirectory: string
  /** Belongs to the launcher, which removes it. */
  readonly workRoot: string
}

/** Supervises the attempts of one run in this process, as many bundles at once as there are slots. */
export class LocalLauncher implements Launcher {
  readonly capacity: LocalLauncherOptions['capacity']
  readonly #workRoot: string
  readonly #events = createEventFeed<LauncherEvent>()
  readonly #closing = new AbortController()
  readonly #pool: WorkerPool
  readonly #supervision: SupervisorContext
  /** Every bundle that was ever started, for idempotency. */
  readonly #known = new Set<string>()
  #waiting: BundleSupervisor[] = []
  readonly #running = new Map<BundleSupervisor, Promise<void>>()

  constructor(context: LauncherContext, { capacity, fresh, codeDirectory, workRoot }: LocalLauncherPlaces) {
    const { run, epoch, store, storeSpec, projectRoot, code } = context
    const redaction = createRedaction()
    const runLog = new RunLog(store, { run, epoch, redact: redaction.redact, now: Date.now })
    this.capacity = capacity
    this.#workRoot = workRoot
    this.#pool = new WorkerPool({
      setup: { projectRoot, code, codeDirectory, store: storeSpec, storeReach: store.reach },
      workRoot,
      size: capacity.bundles,
      runLog,
    })
    this.#supervision = {
      store,
      secrets: context.secrets,
      redaction,
      workers: this.#pool,
      fresh,
      runLog,
      emit: (event) => this.#events.emit(event),
      closing: this.#closing.signal,
      now: Date.now,
    }
    this.#pool.prestart({ env: {} })
  }

  async start(bundle: BundleSpec, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    options.signal?.throwIfAborted()
    if (this.#closing.signal.aborted) {
      throw new RegaugeError('STEP_WORKER_FAILED', {
        message: `Bundle "${bundle.id}" was given to a launcher that is closed.`,
        hint: 'Open a new one.',
      })
    }
    if (this.#known.has(bundle.id)) return
    this.#known.add(bundle.id)
    this.#waiting.push(new BundleSupervisor(bundle, this.#supervision))
    this.#fillSlots()
  }

  watch(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(options.signal)
  }

  /** Attempts end with their driver, and opening a launcher has waited for that, so that there is nothing to adopt. */
  async adopt(): Promise<readonly LiveBundle[]> {
    return []
  }

  async cancel(
    attempts: readonly string[],
    options: { readonly reason: StopReason; readonly graceMs?: number },
  ): Promise<void> {
    for (const supervisor of [...this.#running.keys(), ...this.#waiting]) supervisor.stop(attempts, options)
    // A bundle without anything left to run needs no slot to say so.
    const stopped = this.#waiting.filter((supervisor) => supervisor.stopped)
    this.#waiting = this.#waiting.filter((supervisor) => !supervisor.stopped)
    for (const supervisor of stopped) this.#work(supervisor)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#waiting = []
    this.#pool.kill()
    await Promise.all(this.#running.values())
    await this.#pool[Symbol.asyncDispose]()
    this.#events.end()
    await rm(this.#workRoot, { recursive: true, force: true })
  }

  #fillSlots(): void {
    while (this.#running.size < this.capacity.bundles) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#work(next)
    }
  }

  #work(supervisor: BundleSupervisor): void {
    const ended = supervisor.work().then(() => {
      this.#running.delete(supervisor)
      this.#fillSlots()
    })
    this.#running.set(supervisor, ended)
  }
}
