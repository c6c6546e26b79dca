import { resolve } from 'node:path'
import { parseModuleRef } from '@regauge/core/code'
import { requestedEpoch } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import { drivenElsewhere, openStack, prepareResume, prepareRun } from '@regauge/core/run'
import type { PreparedRun, Stack } from '@regauge/core/run'
import { findProject, loadStack, openSecrets } from '@regauge/core/stack'
import type { Project } from '@regauge/core/stack'
import { concludeRun } from '../conclude-run.ts'
import type { Command, CommandContext, ExitCode } from '../context.ts'
import { driveRunOf } from '../drive-here.ts'
import { openRuns } from '../open-runs.ts'
import { keepStdoutForResults } from '../prepare-pipeline.ts'

/** How a run is resumed. */
export interface ResumeOptions {
  readonly detach?: boolean | undefined
  readonly from?: string | undefined
  readonly takeOver?: boolean | undefined
  readonly withCode?: string | undefined
  readonly json?: boolean | undefined
}

/** What `runs resume` takes. */
export interface RunsResumeOptions extends ResumeOptions {
  readonly run: string
  readonly stack?: string
}

/** Goes on with a run that failed, was cancelled or has lost its driver, as the same run. */
export const runsResume: Command<RunsResumeOptions> = async (options, context) => {
  const project = await findProject(context.cwd)
  await using opened = await openRuns(options.stack, context)
  const view = await opened.find(options.run)
  const asked = view.driver ? undefined : await requestedEpoch(opened.store, view, { signal: context.signal })
  return await resumeRun({ ...options, view, project, unlessDriven: asked?.stack.name ?? opened.stack }, context)
}

/** A run, and how it is resumed. */
interface Resume extends ResumeOptions {
  readonly view: RunView
  readonly project: Project
  /** The stack, as it is now, for a run that nobody has driven yet. */
  readonly unlessDriven?: string
}

/**
 * Takes the next epoch of a run and drives it here, or with `detach` in the background. A run that has succeeded is left
 * alone, unless something of it is to run again. Throws `RUN_DRIVEN_ELSEWHERE` where somebody drives it, unless that
 * driver is to be replaced.
 */
export async function resumeRun(resume: Resume, context: CommandContext): Promise<ExitCode> {
  const { view, project, from, withCode, json } = resume
  const { record, driver, end } = view
  const { run, pipeline } = record
  if (end?.status === 'succeeded' && from === undefined && withCode === undefined) {
    if (!json) context.stderr.write(`Run ${run} has succeeded; nothing is left to do.\n`)
    return concludeRun({ run, pipeline, stack: driver!.stack.name, end }, { json }, context)
  }
  if (driver && !end && !view.lost && !resume.takeOver) throw drivenElsewhere(run, driver)
  const secrets = openSecrets(project, { env: context.env })
  const spec = driver ? { spec: driver.stack } : await loadStack(project, resume.unlessDriven!)
  await using stack = await openStack(spec, { project, secrets, env: context.env })
  const prepared = withCode === undefined ? undefined : await prepareCode(withCode, { view, project, stack }, context)
  const epoch = await prepareResume(stack, view, { projectRoot: project.root, from, prepared })
  const driving = { record, epoch, stack, secrets, projectRoot: project.root }
  return await driveRunOf(driving, { json, detach: resume.detach }, context)
}

function prepareCode(
  withCode: string,
  { view, project, stack }: { readonly view: RunView; readonly project: Project; readonly stack: Stack },
  { cwd }: CommandContext,
): Promise<PreparedRun> {
  const { module, exportName } = parseModuleRef(withCode)
  keepStdoutForResults()
  return prepareRun(
    {
      module: resolve(cwd, module),
      exportName,
      projectRoot: project.root,
      external: project.bundle.external,
      params: view.record.params,
      failMode: view.driver?.plan.failMode,
    },
    stack.facts,
  )
}
