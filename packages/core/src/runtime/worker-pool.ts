import { mkdirSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type AttemptWorker, type AttemptWorkerOptions, profileKey, type WorkerProfile } from './attempt-worker.ts'
import { openOutputFile } from './output-file.ts'
import type { RunLog } from './run-log.ts'
import type { WorkerSource } from './supervisor-context.ts'
import { PID_FILE } from './work-root.ts'
import { WorkerProcess } from './worker-process.ts'
import type { WorkerSetup } from './worker-protocol.ts'

/** A worker whose output file has grown to so many bytes is not used again. */
const LARGE_OUTPUT = 64 * 1024 * 1024

export interface WorkerPoolOptions {
  readonly setup: Omit<WorkerSetup, 'workRoot'>
  /** The workers' directories come into it. */
  readonly workRoot: string
  /** How many workers there should be at once. */
  readonly size: number
  /** Where output goes that belongs to no attempt. */
  readonly runLog: RunLog
  /** @default a process */
  readonly startWorker?: (options: AttemptWorkerOptions) => AttemptWorker
}

const startProcess = (options: AttemptWorkerOptions): AttemptWorker => new WorkerProcess(options)

/**
 * Workers that are kept running between attempts. As many can be leased as are asked for; idle ones of another profile
 * make room for them.
 */
export class WorkerPool implements WorkerSource, AsyncDisposable {
  readonly #options: WorkerPoolOptions
  readonly #workers = new Set<AttemptWorker>()
  /** The one that was used last comes last. */
  #idle: AttemptWorker[] = []
  #started = 0

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Starts a worker before anybody needs it. */
  prestart(profile: WorkerProfile): void {
    this.#idle.push(this.#start(profile))
  }

  lease(profile: WorkerProfile): AttemptWorker {
    const key = profileKey(profile)
    const found = this.#idle.findLast((worker) => worker.alive && profileKey(worker.profile) === key)
    if (found) {
      this.#idle = this.#idle.filter((worker) => worker !== found)
      return found
    }
    const oldest = this.#workers.size < this.#options.size ? undefined : this.#idle.shift()
    if (oldest) void this.#end(oldest)
    return this.#start(profile)
  }

  async giveBack(worker: AttemptWorker, { spent }: { readonly spent: boolean }): Promise<void> {
    if (spent || !worker.alive || worker.outputTaken > LARGE_OUTPUT) return this.#end(worker)
    this.#idle.push(worker)
  }

  /** Kills every worker, the leased ones included; who has leased one gives it back all the same. */
  kill(): void {
    for (const worker of this.#workers) worker.kill()
  }

  /** Ends the workers that nobody has leased. Nothing of them is left afterwards. */
  async [Symbol.asyncDispose](): Promise<void> {
    const idle = this.#idle
    this.#idle = []
    await Promise.all(idle.map((worker) => this.#end(worker)))
  }

  #start(profile: WorkerProfile): AttemptWorker {
    this.#started += 1
    const name = `worker ${this.#started}`
    const workRoot = join(this.#options.workRoot, `worker-${this.#started}`)
    mkdirSync(workRoot, { recursive: true })
    const output = openOutputFile(workRoot)
    const { setup, startWorker = startProcess } = this.#options
    const worker = startWorker({ name, setup: { ...setup, workRoot }, profile, output })
    this.#workers.add(worker)
    // For whoever comes after a driver that was killed, and waits for its workers.
    if (worker.pid !== undefined) writeFileSync(join(workRoot, PID_FILE), `${worker.pid}`)
    return worker
  }

  async #end(worker: AttemptWorker): Promise<void> {
    this.#workers.delete(worker)
    worker.kill()
    await worker.ended
    await this.#options.runLog.add(worker.output, worker.outputTaken, worker.output.size())
    worker.output[Symbol.dispose]()
    await rm(worker.workRoot, { recursive: true, force: true })
  }
}
