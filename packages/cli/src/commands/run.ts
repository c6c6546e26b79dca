import { isRegaugeError, RegaugeError } from '@regauge/core/errors'
import { readRun } from '@regauge/core/records'
import type { RunRecord } from '@regauge/core/records'
import { detachRun, driveRun, submitRun } from '@regauge/core/run'
import type { DriveResult, PrepareRunOptions } from '@regauge/core/run'
import { concludeRun } from '../conclude-run.ts'
import type { Command, CommandContext, ExitCode, GlobalOptions } from '../context.ts'
import { failureReasons } from '../failure-reason.ts'
import { parseLabels } from '../labels.ts'
import { openProgress } from '../live-view/progress.ts'
import { printJson, printLines } from '../output/print.ts'
import { preparePipeline } from '../prepare-pipeline.ts'
import type { PipelineOptions, PreparedPipeline } from '../prepare-pipeline.ts'
import { watchRun } from './runs-watch.ts'

/** What `run` takes. */
export interface RunOptions extends PipelineOptions {
  readonly id?: string
  readonly detach?: boolean
  readonly failMode?: PrepareRunOptions['failMode']
  readonly label?: readonly string[]
}

/**
 * Compiles a pipeline, submits a run and drives it here, or with `--detach` in the background. Where the key of `--id`
 * has a run already, that one is followed instead.
 */
export const run: Command<RunOptions> = async (options, context) => {
  const labels = parseLabels(options.label)
  await using pipeline = await preparePipeline(options, context, { failMode: options.failMode })
  const { opened, prepared } = pipeline
  const { record, created } = await submitRun(opened.stack.store, prepared, { key: options.id, labels })
  const view = created ? undefined : await readRun(opened.stack.store, record.run, { signal: context.signal })
  const isTaken = view !== undefined && view.epoch > 0
  if (options.detach) return await detach({ record, isTaken }, pipeline, { options, context })
  if (isTaken) return await follow(record, pipeline, { options, context })
  try {
    return await driveHere(record, pipeline, { options, context })
  } catch (thrown) {
    // Somebody else submitted the same key at the same moment and was quicker.
    const isRaced = isRegaugeError(thrown) && thrown.code === 'RUN_DRIVEN_ELSEWHERE' && options.id !== undefined
    if (isRaced) return await follow(record, pipeline, { options, context })
    throw thrown
  }
}

interface Call {
  readonly options: GlobalOptions
  readonly context: CommandContext
}

async function detach(
  { record, isTaken }: { readonly record: RunRecord; readonly isTaken: boolean },
  { opened, prepared }: PreparedPipeline,
  { options, context }: Call,
): Promise<ExitCode> {
  const { project, choice } = opened
  const { code, plan } = prepared
  const { run } = record
  if (!isTaken) await detachRun({ projectRoot: project.root, stack: choice.name, run, code: code.digest, plan })
  if (options.json) {
    printJson(context, { run, pipeline: record.pipeline, stack: choice.name, status: 'running' })
  } else {
    printLines(context, [run])
    context.stderr.write(`Follow it with: regauge runs watch ${run}\n`)
  }
  return 0
}

async function follow(record: RunRecord, { opened }: PreparedPipeline, { options, context }: Call): Promise<ExitCode> {
  const { store } = opened.stack
  const view = await readRun(store, record.run, { signal: context.signal })
  if (!options.json) context.stderr.write(`The key "${record.key}" already has run ${record.run}; following it.\n`)
  // It was there when this one was submitted, and nobody deletes a run that is being submitted again.
  return watchRun({ opened: { store, stack: opened.choice.name }, view: view!, json: options.json }, context)
}

async function driveHere(record: RunRecord, pipeline: PreparedPipeline, { options, context }: Call): Promise<ExitCode> {
  const { run, pipeline: name, submittedAt } = record
  const stack = pipeline.opened.choice.name
  const { store } = pipeline.opened.stack
  const facts = { run, pipeline: name, stack, startedAt: Date.parse(submittedAt), reasonOf: failureReasons(store, run) }
  const result = await driveAndShow(record, pipeline, { facts, options, context })
  if (result.kind === 'fenced') {
    throw new RegaugeError('RUN_DRIVEN_ELSEWHERE', {
      message: `Another driver has taken run "${run}" over in epoch ${result.epoch}.`,
      hint: `Follow it with: regauge runs watch ${run}`,
      details: { run, epoch: result.epoch },
    })
  }
  const exitCode = concludeRun({ run, pipeline: name, stack, end: result.end }, options, context)
  return context.signal.aborted ? 130 : exitCode
}

async function driveAndShow(
  record: RunRecord,
  { opened, prepared }: PreparedPipeline,
  { facts, options, context }: Call & { readonly facts: Parameters<typeof openProgress>[0] },
): Promise<DriveResult> {
  await using progress = await openProgress(facts, context, options.json)
  const sayCancelling = () => progress.say('Cancelling; waiting for running steps. Press Ctrl-C again to kill them.')
  context.signal.addEventListener('abort', sayCancelling, { once: true })
  try {
    return await driveRun({
      stack: opened.stack,
      secrets: opened.secrets,
      projectRoot: opened.project.root,
      record,
      code: prepared.code.digest,
      plan: prepared.plan,
      onStatus: progress.show,
      cancel: context.signal,
    })
  } finally {
    context.signal.removeEventListener('abort', sayCancelling)
  }
}
