import { rm } from 'node:fs/promises'
import {
  type BundleSpec,
  type Launcher,
  type LauncherContext,
  type LauncherEvent,
  type LiveBundle,
} from '@regauge/core'
import {
  BundleQueue,
  assertAccepts,
  createEventFeed,
  createRedaction,
  RunLog,
  type StopReason,
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
  readonly #bundles: BundleQueue

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
    const supervision = {
      store,
      secrets: context.secrets,
      redaction,
      workers: this.#pool,
      fresh,
      runLog,
      emit: (event: LauncherEvent) => this.#events.emit(event),
      closing: this.#closing.signal,
      now: Date.now,
    }
    this.#bundles = new BundleQueue(supervision, capacity.bundles)
    this.#pool.prestart({ env: {} })
  }

  async start(bundle: BundleSpec, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertAccepts(bundle, { signal: options.signal, closing: this.#closing.signal })
    this.#bundles.add(bundle)
  }

  watch(options: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(options.signal)
  }

  /** Attempts end with their driver, and opening a launcher has waited for that, so that there is nothing to adopt. */
  async adopt(options: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly LiveBundle[]> {
    options.signal?.throwIfAborted()
    return []
  }

  async cancel(
    attempts: readonly string[],
    options: { readonly reason: StopReason; readonly graceMs?: number },
  ): Promise<void> {
    this.#bundles.stop(attempts, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    this.#pool.kill()
    await this.#bundles.close()
    await this.#pool[Symbol.asyncDispose]()
    this.#events.end()
    await rm(this.#workRoot, { recursive: true, force: true })
  }
}
