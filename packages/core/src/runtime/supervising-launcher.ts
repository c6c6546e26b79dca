import { rm } from 'node:fs/promises'
import type { Launcher, LauncherCapacity, LauncherEvent, LiveBundle } from '../contracts/launcher.ts'
import type { LauncherContext } from '../contracts/orchestrator.ts'
import type { BundleSpec } from '../spec/envelope.ts'
import { assertAccepts } from './assert-accepts.ts'
import { BundleQueue } from './bundle-queue.ts'
import { createEventFeed } from './event-feed.ts'
import { createRedaction } from './redact.ts'
import { RunLog } from './run-log.ts'
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.ts'
import type { StopReason } from './worker-protocol.ts'

/** Where a launcher finds the code, where its attempts have their directories, and how they are worked off. */
export interface SupervisingLauncherOptions extends Pick<WorkerPoolOptions, 'startWorker'> {
  /** As many bundles are under way at once as it says. */
  readonly capacity: LauncherCapacity & { readonly bundles: number }
  /** The code package of the run, unpacked on this machine. */
  readonly codeDirectory: string
  /** Made by `makeWorkRoot`. Belongs to the launcher, which removes it. */
  readonly workRoot: string
  /** A new worker for each attempt. @default false */
  readonly fresh?: boolean
  /** Whether a first worker is started before anybody needs it. @default false */
  readonly prestart?: boolean
}

/** Supervises the attempts of one run in this process, with which they end. */
export class SupervisingLauncher implements Launcher {
  readonly capacity: LauncherCapacity
  readonly #workRoot: string
  readonly #events = createEventFeed<LauncherEvent>()
  readonly #closing = new AbortController()
  readonly #workers: WorkerPool
  readonly #bundles: BundleQueue

  constructor(context: LauncherContext, options: SupervisingLauncherOptions) {
    const { run, epoch, store, storeSpec, secrets, projectRoot, code } = context
    const { capacity, codeDirectory, workRoot, startWorker, fresh = false, prestart = false } = options
    const redaction = createRedaction()
    const runLog = new RunLog(store, { run, epoch, redact: redaction.redact, now: Date.now })
    this.capacity = capacity
    this.#workRoot = workRoot
    this.#workers = new WorkerPool({
      setup: { projectRoot, code, codeDirectory, store: storeSpec, storeReach: store.reach },
      workRoot,
      size: capacity.bundles,
      runLog,
      ...(startWorker && { startWorker }),
    })
    const supervision = {
      store,
      secrets,
      redaction,
      workers: this.#workers,
      fresh,
      runLog,
      emit: (event: LauncherEvent) => this.#events.emit(event),
      closing: this.#closing.signal,
      now: Date.now,
    }
    this.#bundles = new BundleQueue(supervision, capacity.bundles)
    if (prestart) this.#workers.prestart({ env: {} })
  }

  async start(bundle: BundleSpec, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    assertAccepts(bundle, { signal, closing: this.#closing.signal })
    this.#bundles.add(bundle)
  }

  watch({ signal }: { readonly signal?: AbortSignal | undefined } = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(signal)
  }

  /** Attempts end with their driver, and `makeWorkRoot` has waited for that, so that there is nothing to adopt. */
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
