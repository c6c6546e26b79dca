import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { messageOf } from '../../errors/regauge-error.ts'
import type { Failure } from '../../errors/failure.ts'
import type { WorkerExit } from '../exit-failure.ts'
import { layDownInputs } from './command-inputs.ts'
import { followMetrics } from './command-metrics.ts'
import { storeCommandOutputs } from './command-outputs.ts'
import { since } from './since.ts'
import type { AttemptEnding, AttemptEnvironment, AttemptRun, AttemptTools } from './attempt.ts'

/**
 * Runs the command of a step in a working directory of the attempt's own:
 *
 * - the step's `files`, under the paths that the step gives them
 * - `inputs.json`: `{ "<input>": { "path", "format", "type"?, "value"?, "fileName"? } }`. `path` leads to the input's file
 *   (or directory) below `inputs/`; small JSON values stand in `value` as well. An absent input has no entry.
 * - `outputs/`, empty: the command writes `outputs/<name>.json` for a plain value, `outputs/<name>` with any ending or
 *   none for a file, and `outputs/<name>/` for a directory or a list of files (in the order of their names). Where a
 *   name does not fit, `outputs.json` says `{ "<output>": { "path": "…" } }` or `{ "<output>": { "value": … } }`.
 * - `metrics.jsonl`, absent: lines `{ "metric": "loss", "value": 0.3, "step": 7 }`, `{ "param": "rate", "value": 0.1 }` and
 *   `{ "tag": "gpu", "value": "no" }` are tracked while the command runs.
 *
 * `REGAUGE_INPUTS`, `REGAUGE_OUTPUTS` and `REGAUGE_METRICS` are the absolute paths of `inputs.json`, `outputs/` and
 * `metrics.jsonl`; `REGAUGE_RUN`, `REGAUGE_PIPELINE`, `REGAUGE_STEP`, `REGAUGE_PATH` and `REGAUGE_ATTEMPT` say which
 * attempt it is; `REGAUGE_SECRET_HF_TOKEN` is the declared secret `hf.token`. Lines on standard output and error are the
 * log. No shell is involved. A cancel or timeout sends SIGTERM to everything that the command has started.
 */
export async function runCommand(
  tools: AttemptTools,
  run: AttemptRun,
  environment: AttemptEnvironment,
): Promise<AttemptEnding> {
  const directory = run.directories.work
  const files = join(environment.setup.codeDirectory, 'files')
  if (tools.envelope.command!.files.length > 0) await cp(files, directory, { recursive: true })
  await mkdir(join(directory, 'outputs'), { recursive: true })
  await layDownInputs(tools, directory)
  const started = performance.now()
  const metrics = followMetrics(join(directory, 'metrics.jsonl'), tools.context.tracker, (line) => {
    tools.context.log.warn('A line of metrics.jsonl says no metric, param or tag.', { line })
  })
  const exit = await execute({ tools, run, environment, directory })
  await metrics.finish()
  const ms = since(started)
  const failure = commandFailure(exit, tools.envelope.command!.argv[0]!)
  return failure ? { ms, failure } : { ms, outputs: await storeCommandOutputs(tools, directory) }
}

interface Execution {
  readonly tools: AttemptTools
  readonly run: AttemptRun
  readonly environment: AttemptEnvironment
  readonly directory: string
}

/** How a command ended; `error` where it could not be started. */
interface CommandExit extends Omit<WorkerExit, 'killed'> {
  readonly error?: Error
}

async function execute({ tools, run, environment, directory }: Execution): Promise<CommandExit> {
  const [program, ...args] = tools.envelope.command!.argv
  const child = spawn(program!, args, {
    cwd: directory,
    detached: true,
    env: { ...process.env, ...variables(tools, run, directory) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  const exit = untilExit(child)
  if (pid === undefined) return exit
  environment.noteGroup(pid)
  const terminate = () => signalGroup(pid, 'SIGTERM')
  run.signal.addEventListener('abort', terminate, { once: true })
  if (run.signal.aborted) terminate()
  const logged = [toLog(child.stdout, 'out', environment), toLog(child.stderr, 'err', environment)]
  const ended = await exit
  // What the command has started and left running would hold its output open.
  signalGroup(pid, 'SIGKILL')
  await Promise.all(logged)
  run.signal.removeEventListener('abort', terminate)
  environment.noteGroup(0)
  return ended
}

function untilExit(child: ChildProcess): Promise<CommandExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

async function toLog(stream: Readable, s: 'out' | 'err', { write }: AttemptEnvironment): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    write({ t: Date.now(), s, m: line })
  }
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal)
  } catch {
    // Nothing is left of the group.
  }
}

function variables({ envelope }: AttemptTools, { order }: AttemptRun, directory: string): Record<string, string> {
  const secrets = Object.entries(order.secrets).map(([name, value]) => [secretVariable(name), value])
  return {
    // Lines would otherwise reach the log only when a buffer is full.
    PYTHONUNBUFFERED: '1',
    ...Object.fromEntries(secrets),
    REGAUGE_INPUTS: join(directory, 'inputs.json'),
    REGAUGE_OUTPUTS: join(directory, 'outputs'),
    REGAUGE_METRICS: join(directory, 'metrics.jsonl'),
    REGAUGE_RUN: envelope.run,
    REGAUGE_PIPELINE: envelope.pipeline,
    REGAUGE_STEP: envelope.step,
    REGAUGE_PATH: envelope.path,
    REGAUGE_ATTEMPT: String(envelope.attempt),
  }
}

function secretVariable(name: string): string {
  return `REGAUGE_SECRET_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

function commandFailure({ code, signal, error }: CommandExit, program: string): Failure | undefined {
  if (error) {
    const problem =
      'code' in error && error.code === 'ENOENT' ? 'does not exist here' : `cannot be started: ${messageOf(error)}`
    return { class: 'config', code: 'STEP_COMMAND_NOT_FOUND', message: `The command "${program}" ${problem}.` }
  }
  if (code === 0) return undefined
  if (signal === 'SIGKILL') {
    const message = `The command "${program}" was killed, which nobody here has asked for.`
    return { class: 'infrastructure', code: 'STEP_KILLED', message }
  }
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  return { class: 'user', code: 'STEP_COMMAND_FAILED', message: `The command "${program}" ${how}.` }
}
