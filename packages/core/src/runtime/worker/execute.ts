import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { WorkerExit } from '../exit-failure.ts'
import { signalGroup } from '../signal-group.ts'
import type { StreamWriter } from './capture-output.ts'

/** What left the command's group may hold its output open for so long after the command has ended. */
const DRAIN_MS = 2_000

/** How a command ended; `error` where it could not be started. */
export interface CommandExit extends Omit<WorkerExit, 'killed'> {
  readonly error?: Error
}

export interface ExecuteOptions {
  /** Where it runs. */
  readonly directory: string
  /** Added to the environment of this process. */
  readonly variables: Readonly<Record<string, string>>
  /** Aborted: the command and all that it has started get SIGTERM. */
  readonly signal: AbortSignal
  /** Told the command's process group while there is one; 0: none. */
  readonly noteGroup: (pid: number) => void
  /** Where what it writes becomes log lines. */
  readonly streamWriter: StreamWriter
}

/**
 * Runs a program, without a shell, in a process group of its own, and logs what it and its children write. Resolves when
 * it has ended and nothing of its group is left. Never rejects.
 */
export async function execute(argv: readonly string[], options: ExecuteOptions): Promise<CommandExit> {
  const { directory, variables, signal, noteGroup, streamWriter } = options
  const [program, ...args] = argv
  const child = spawn(program!, args, {
    cwd: directory,
    detached: true,
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  const exit = untilExit(child)
  if (pid === undefined) return exit
  noteGroup(pid)
  const terminate = () => signalGroup(pid, 'SIGTERM')
  signal.addEventListener('abort', terminate, { once: true })
  if (signal.aborted) terminate()
  const logged = [toLog(child.stdout, streamWriter('out')), toLog(child.stderr, streamWriter('err'))]
  const ended = await exit
  signalGroup(pid, 'SIGKILL')
  const drained = setTimeout(() => {
    child.stdout.destroy()
    child.stderr.destroy()
  }, DRAIN_MS)
  await Promise.all(logged)
  clearTimeout(drained)
  signal.removeEventListener('abort', terminate)
  noteGroup(0)
  return ended
}

function untilExit(child: ChildProcess): Promise<CommandExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

/** Resolves when the stream has ended or has been destroyed. */
function toLog(stream: Readable, write: (piece: Uint8Array) => void): Promise<void> {
  stream.on('data', write)
  return new Promise((resolve) => stream.once('close', resolve))
}
