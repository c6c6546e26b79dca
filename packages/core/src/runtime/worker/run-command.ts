import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { commandFailure } from './command-failure.ts'
import { layDownInputs } from './command-inputs.ts'
import { followMetrics } from './command-metrics.ts'
import { storeCommandOutputs } from './command-outputs.ts'
import { execute } from './execute.ts'
import { since } from './since.ts'
import type { AttemptEnding, AttemptEnvironment, AttemptRun, AttemptTools } from './attempt.ts'

/**
 * Runs the command of a step in a working directory of the attempt's own, which holds the step's `files`, `inputs.json`
 * and `inputs/`; afterwards what it left in `outputs/`, `outputs.json` and `metrics.jsonl` is stored. The layout is a
 * contract with programs in other languages: `docs/command-steps.md`.
 */
export async function runCommand(
  tools: AttemptTools,
  run: AttemptRun,
  environment: AttemptEnvironment,
): Promise<AttemptEnding> {
  const { argv, files } = tools.envelope.command!
  const directory = run.directories.work
  const packed = join(environment.setup.codeDirectory, 'files')
  for (const file of files) await cp(join(packed, file), join(directory, file), { recursive: true })
  await mkdir(join(directory, 'outputs'), { recursive: true })
  await layDownInputs(tools, directory)
  const started = performance.now()
  const metrics = followMetrics(join(directory, 'metrics.jsonl'), tools.context.tracker, (line) => {
    tools.context.log.warn('A line of metrics.jsonl says no metric, param or tag.', { line })
  })
  const exit = await execute(argv, {
    directory,
    variables: variables(tools, run, directory),
    signal: run.signal,
    noteGroup: environment.noteGroup,
    streamWriter: environment.streamWriter,
  })
  await metrics.finish()
  const ms = since(started)
  const failure = commandFailure(exit, argv[0]!)
  return failure ? { ms, failure } : { ms, outputs: await storeCommandOutputs(tools, directory) }
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
