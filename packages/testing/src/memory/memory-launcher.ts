import { rm } from 'node:fs/promises'
import {
  type BundleSpec,
  type Launcher,
  type LauncherCapacity,
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
import { ThreadWorker } from './thread-worker.ts'

/** Where a launcher finds the code, and where its attempts have their directories. */
export interface MemoryLauncherOptions {
  readonly capacity: LauncherCapacity & { readonly bundles: number }
  readonly codeDirectory: string
  /** Belongs to the launcher, which removes it. */
  readonly workRoot: string
}

/** Runs attempts in threads of this process, under the same supervision as everywhere else. */
export class MemoryLauncher implements Launcher {
  readonly capacity: LauncherCapacity
  readonly #workRoot: string
  readonly #events = createEventFeed<LauncherEvent>()
  readonly #closing = new AbortController()
  readonly #workers: WorkerPool
  readonly #bundles: BundleQueue

  constructor(context: LauncherContext, { capacity, codeDirectory, workRoot }: MemoryLauncherOptions) {
    const { run, epoch, store, storeSpec, secrets, projectRoot, code } = context
    const redaction = createRedaction()
    const runLog = new RunLog(store, { run, epoch, redact: redaction.redact, now: Date.now })
    this.capacity = capacity
    this.#workRoot = workRoot
    this.#workers = new WorkerPool({
      setup: { projectRoot, code, codeDirectory, store: storeSpec, storeReach: store.reach },
      workRoot,
      size: capacity.bundles,
      runLog,
      startWorker: (options) => new ThreadWorker(options, store),
    })
    const emit = (event: LauncherEvent) => this.#events.emit(event)
    const { signal: closing } = this.#closing
    const supervision = { store, secrets, redaction, workers: this.#workers, runLog, emit, closing, now: Date.now }
    this.#bundles = new BundleQueue(supervision, capacity.bundles)
  }

  async start(bundle: BundleSpec, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertAccepts(bundle, { signal, closing: this.#closing.signal })
    this.#bundles.add(bundle)
  }

  watch({ signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(signal)
  }

  /** Threads end with their process. */
  async adopt({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<readonly LiveBundle[]> {
    signal?.throwIfAborted()
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
    this.#workers.kill()
    await this.#bundles.close()
    await this.#workers[Symbol.asyncDispose]()
    this.#events.end()
    await rm(this.#workRoot, { recursive: true, force: true })
  }
}
