import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type BundleSpec,
  type Launcher,
  type LauncherCapacity,
  type LauncherContext,
  type LauncherEvent,
  type LiveBundle,
} from '@regauge/core'
import { codeCache, fetchCode } from '@regauge/core/code'
import {
  BundleQueue,
  assertAccepts,
  createEventFeed,
  createRedaction,
  makeWorkRoot,
  RunLog,
  type StopReason,
  WorkerPool,
} from '@regauge/core/runtime'

interface Options {
  readonly signal?: AbortSignal | undefined
}

/** What a launcher needs on this machine beside its run. */
interface Places {
  readonly slots: number
  /** The code of the run. */
  readonly codeDirectory: string
  /** Belongs to the launcher, which removes it. */
  readonly workRoot: string
}

/** Opens a launcher for a run: the run's code lies on this machine afterwards. */
export async function openProcessLauncher(context: LauncherContext, slots: number): Promise<Launcher> {
  const { store, code, projectRoot } = context
  const codeDirectory = await fetchCode(store, code, { cacheDir: codeCache(projectRoot) })
  // Waits for what an earlier driver of this machine has left, so that nothing of it runs beside what is started now.
  const workRoot = await makeWorkRoot(join(projectRoot, '.regauge', 'tmp'), 'launcher')
  return new ProcessLauncher(context, { slots, codeDirectory, workRoot })
}

/** What may be under way at once in so many slots; what is left out is not counted. */
export function capacityOf(slots: number): LauncherCapacity {
  return { gpu: 0, bundles: slots }
}

/**
 * Starts each attempt in a fresh process of this machine. Core supervises it: the log, the deadline, the outcome. Core's
 * `SupervisingLauncher` does the same; it is written out here for you to change. Where attempts run elsewhere, `start`
 * submits a job instead, `watch` tells what the backend says of it, and `adopt` lists what is still there.
 */
class ProcessLauncher implements Launcher {
  readonly capacity: LauncherCapacity
  readonly #workRoot: string
  readonly #events = createEventFeed<LauncherEvent>()
  readonly #closing = new AbortController()
  readonly #workers: WorkerPool
  readonly #bundles: BundleQueue

  constructor(context: LauncherContext, { slots, codeDirectory, workRoot }: Places) {
    const { run, epoch, store, storeSpec, secrets, projectRoot, code } = context
    // Learns each secret that a step is given, and keeps it out of logs and records.
    const redaction = createRedaction()
    const runLog = new RunLog(store, { run, epoch, redact: redaction.redact, now: Date.now })
    const setup = { projectRoot, code, codeDirectory, store: storeSpec, storeReach: store.reach }
    this.capacity = capacityOf(slots)
    this.#workRoot = workRoot
    this.#workers = new WorkerPool({ setup, workRoot, size: slots, runLog })
    const supervision = {
      store,
      secrets,
      redaction,
      runLog,
      workers: this.#workers,
      fresh: true,
      emit: (event: LauncherEvent) => this.#events.emit(event),
      closing: this.#closing.signal,
      now: Date.now,
    }
    this.#bundles = new BundleQueue(supervision, slots)
  }

  async start(bundle: BundleSpec, { signal }: Options = {}): Promise<void> {
    assertAccepts(bundle, { signal, closing: this.#closing.signal })
    this.#bundles.add(bundle)
  }

  watch({ signal }: Options = {}): AsyncIterable<LauncherEvent> {
    return this.#events.read(signal)
  }

  /** Processes end with their driver. */
  async adopt({ signal }: Options = {}): Promise<readonly LiveBundle[]> {
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
