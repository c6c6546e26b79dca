import { BRIEFLY, patientStore } from '@regauge/core/artifacts'
import { RegaugeError } from '@regauge/core/errors'
import type { RunRecord } from '@regauge/core/records'
import { detachRun, driveRun } from '@regauge/core/run'
import type { DriveResult, EpochSpec, OpenedProjectStack, Stack } from '@regauge/core/run'
import { concludeRun } from './conclude-run.ts'
import type { CommandContext, ExitCode, GlobalOptions } from './context.ts'
import { failureReasons } from './failure-reason.ts'
import { openProgress } from './live-view/progress.ts'
import { printJson, printLines } from './output/print.ts'

/** A run, the epoch that it is to be driven in, and the stack of that epoch, open. */
export interface Driving {
  readonly record: RunRecord
  readonly epoch: EpochSpec
  readonly stack: Stack
  readonly secrets: OpenedProjectStack['secrets']
  readonly projectRoot: string
}

/**
 * Has a run driven where its stack says: in this process or, with `detach`, one of its own; or at a place of the stack's,
 * which is followed from here.
 */
export async function driveRunOf(
  driving: Driving,
  options: GlobalOptions & { readonly detach?: boolean | undefined },
  context: CommandContext,
): Promise<ExitCode> {
  const place = driving.stack.orchestrator.driverPlace
  if (place) {
    const { driveElsewhere } = await import('./drive-elsewhere.ts')
    return driveElsewhere({ ...driving, place }, options, context)
  }
  return (options.detach ? driveDetached : driveHere)(driving, options, context)
}

/** Drives a run in this process, shows how it gets on, and tells its result. Ctrl-C cancels it. */
async function driveHere(driving: Driving, options: GlobalOptions, context: CommandContext): Promise<ExitCode> {
  const { run, pipeline } = driving.record
  const result = await driveAndShow(driving, options, context)
  if (result.kind === 'fenced') {
    throw new RegaugeError('RUN_DRIVEN_ELSEWHERE', {
      message: `Another driver has taken run "${run}" over in epoch ${result.epoch}.`,
      hint: `Follow it with: regauge runs watch ${run}`,
      details: { run, epoch: result.epoch },
    })
  }
  // Nobody has told this driver to leave.
  if (result.kind === 'left') throw new Error(`The driver of run "${run}" has left it.`)
  const { end } = result
  const exitCode = concludeRun({ run, pipeline, stack: driving.stack.spec.name, end }, options, context)
  return context.signal.aborted && end.status === 'cancelled' ? 130 : exitCode
}

/** Has a run driven by a process in the background, and names the run. */
async function driveDetached(
  { record, epoch, projectRoot }: Omit<Driving, 'stack' | 'secrets'>,
  options: GlobalOptions,
  context: CommandContext,
): Promise<ExitCode> {
  await detachRun({ projectRoot, epoch })
  return tellDetached({ run: record.run, pipeline: record.pipeline, stack: epoch.stack.name }, options, context)
}

/** Names a run that goes on in the background. */
export function tellDetached(
  told: { readonly run: string; readonly pipeline: string; readonly stack: string },
  { json }: GlobalOptions,
  context: CommandContext,
): ExitCode {
  if (json) {
    printJson(context, { ...told, status: 'running' })
  } else {
    printLines(context, [told.run])
    context.stderr.write(`Follow it with: regauge runs watch ${told.run}\n`)
  }
  return 0
}

async function driveAndShow(
  { record, epoch, stack, secrets, projectRoot }: Driving,
  { json }: GlobalOptions,
  context: CommandContext,
): Promise<DriveResult> {
  const { run, pipeline, submittedAt } = record
  const startedAt = epoch.cause === 'submit' ? Date.parse(submittedAt) : Date.now()
  const reasonOf = failureReasons(patientStore(stack.store, BRIEFLY), run)
  const facts = { run, pipeline, stack: stack.spec.name, startedAt, reasonOf }
  await using progress = await openProgress(facts, context, json)
  const sayCancelling = () => progress.say('Cancelling; waiting for running steps. Press Ctrl-C again to kill them.')
  context.signal.addEventListener('abort', sayCancelling, { once: true })
  try {
    return await driveRun({
      stack,
      secrets,
      projectRoot,
      record,
      epoch,
      onStatus: progress.show,
      cancel: context.signal,
    })
  } finally {
    context.signal.removeEventListener('abort', sayCancelling)
  }
}
