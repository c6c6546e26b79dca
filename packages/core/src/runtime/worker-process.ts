import { spawn, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import type { Failure } from '../errors/failure.ts'
import { messageOf } from '../errors/regauge-error.ts'
import type { AttemptWorker, AttemptWorkerOptions, WorkerListener, WorkerProfile } from './attempt-worker.ts'
import type { WorkerExit } from './exit-failure.ts'
import type { OutputFile } from './output-file.ts'
import { signalGroup } from './signal-group.ts'
import type { AttemptOrder, FromWorker, StopReason, ToWorker } from './worker-protocol.ts'

/**
 * One process that runs attempts, one at a time, in a process group of its own. Once it has been killed, or has ended of
 * its own accord, nothing that its steps have started in the group is left.
 */
export class WorkerProcess implements AttemptWorker {
  readonly name: string
  readonly workRoot: string
  readonly profile: WorkerProfile
  readonly output: OutputFile
  readonly ready: Promise<Failure | undefined>
  readonly ended: Promise<void>
  outputTaken = 0
  readonly #child: ChildProcess
  readonly #groups = new Set<number>()
  #exit: WorkerExit | undefined
  #killed = false
  #listener: WorkerListener | undefined

  constructor({ name, setup, profile, output }: AttemptWorkerOptions) {
    this.profile = profile
    this.output = output
    this.#child = spawn(process.execPath, [...heapLimit(profile), ...conditions(), workerFile()], {
      cwd: setup.projectRoot,
      detached: true,
      env: { ...process.env, ...profile.env },
      stdio: ['ignore', output.fd, output.fd, 'ipc'],
    })
    const { promise, resolve } = Promise.withResolvers<Failure | undefined>()
    this.ready = promise
    this.name = `${name} (pid ${this.#child.pid ?? 'none'}) on ${hostname()}`
    this.workRoot = setup.workRoot
    this.ended = this.#watch(resolve)
    this.#send({ type: 'open', setup, supervisor: process.pid })
  }

  get pid(): number | undefined {
    return this.#child.pid
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
    this.#killed = true
    this.#killGroups()
  }

  #killGroups(): void {
    for (const group of [this.#child.pid, ...this.#groups]) if (group !== undefined) signalGroup(group, 'SIGKILL')
  }

  #watch(ready: (failure: Failure | undefined) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#child.on('message', (message) => {
      // Only `worker.ts` writes to the channel.
      const said = message as FromWorker
      if (said.type === 'ready') ready(undefined)
      else if (said.type === 'refused') ready(said.failure)
      else if (said.type === 'group') this.#noteGroup(said.pid)
      else this.#listener?.onMessage(said)
    })
    const end = (status: Omit<WorkerExit, 'killed'>, reason: string) => {
      if (this.#exit) return
      const exit = { ...status, killed: this.#killed }
      this.#exit = exit
      this.#killGroups()
      ready(notStarted(reason))
      this.#listener?.onExit(exit)
      resolve()
    }
    // Unlike `exit`, `close` comes after the last message.
    this.#child.on('close', (code, signal) =>
      end({ code, signal }, `it ended with ${signal ?? `exit code ${code ?? 0}`}`),
    )
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) end({ code: null, signal: null }, messageOf(error))
    })
    return promise
  }

  #noteGroup(pid: number): void {
    if (pid === 0) this.#groups.clear()
    else this.#groups.add(pid)
  }

  #send(message: ToWorker): void {
    // The callback takes the error of a channel that has closed; the exit tells of it.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }
}

function notStarted(reason: string): Failure {
  return {
    class: 'infrastructure',
    code: 'STEP_WORKER_FAILED',
    message: `The worker process did not start: ${reason}.`,
  }
}

/** Found by name, so that it is the sources where these are run from sources, and else the build. */
function workerFile(): string {
  return createRequire(import.meta.url).resolve('@regauge/core/worker')
}

function heapLimit({ memory }: WorkerProfile): string[] {
  return memory === undefined ? [] : [`--max-old-space-size=${Math.max(16, Math.floor(memory / 2 ** 20))}`]
}

/** Export conditions, under which the worker resolves packages as this process does. */
function conditions(): string[] {
  return process.execArgv.filter((word) => /^(?:--conditions|-C)=/.test(word))
}
