import type { Failure } from '../errors/failure.ts'
import type { WorkerExit } from './exit-failure.ts'
import type { OutputFile } from './output-file.ts'
import type { AttemptOrder, FromWorker, StopReason, WorkerSetup } from './worker-protocol.ts'

/** What a worker is started with. It can be used again only for attempts of the same profile. */
export interface WorkerProfile {
  /** Added to the environment of this process. */
  readonly env: { readonly [name: string]: string }
  /** The limit of its heap in bytes; absent: Node's own. */
  readonly memory?: number | undefined
}

/** One text for each profile. */
export function profileKey({ env, memory }: WorkerProfile): string {
  const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([memory ?? null, variables])
}

export interface AttemptWorkerOptions {
  /** Unique in its pool, e.g. `worker 2`. */
  readonly name: string
  readonly setup: WorkerSetup
  readonly profile: WorkerProfile
  /** The worker and what it starts write to it, and nothing else does. */
  readonly output: OutputFile
}

/** Whoever listens to a worker: its messages, and that it has ended, after the last message. */
export interface WorkerListener {
  onMessage(message: FromWorker): void
  onExit(exit: WorkerExit): void
}

/** What runs attempts, one at a time, and can be ended at any moment: a process, or what stands for one. */
export interface AttemptWorker {
  /** For people: name, pid and host, e.g. `worker 2 (pid 4711) on alpha`. */
  readonly name: string
  /** Undefined where it is no process, or could not be started. */
  readonly pid: number | undefined
  readonly workRoot: string
  readonly profile: WorkerProfile
  readonly output: OutputFile
  /** How much of the output has been given to an attempt or to the run's log, in bytes. */
  outputTaken: number
  readonly alive: boolean
  /** Resolves when it can be given attempts, or with the reason why it never can be. */
  readonly ready: Promise<Failure | undefined>
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<void>
  /** Gives it attempts to work off. One listener at a time; a worker that has ended already says so at once. */
  run(orders: readonly AttemptOrder[], listener: WorkerListener): void
  /** Asks for attempts to be stopped; the caller waits for the result as long as it likes, then kills. */
  stop(attempts: readonly string[], reason: StopReason): void
  /** Ends it and all that its steps have started, at once. */
  kill(): void
}
