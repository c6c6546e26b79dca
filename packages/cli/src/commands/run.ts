import type { ArtifactStore } from '@regauge/core'
import { BRIEFLY, patientStore } from '@regauge/core/artifacts'
import { isRegaugeError } from '@regauge/core/errors'
import { readRun } from '@regauge/core/records'
import type { RunView } from '@regauge/core/records'
import { submitRun } from '@regauge/core/run'
import type { PrepareRunOptions } from '@regauge/core/run'
import type { Command, CommandContext, ExitCode } from '../context.ts'
import { driveRunOf, tellDetached } from '../drive-here.ts'
import type { Driving } from '../drive-here.ts'
import { parseLabels } from '../labels.ts'
import { preparePipeline } from '../prepare-pipeline.ts'
import type { PipelineOptions, PreparedPipeline } from '../prepare-pipeline.ts'
import { resumeRun } from './runs-resume.ts'
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
 * has a run already, that one is followed instead, and goes on if its driver is gone.
 */
export const run: Command<RunOptions> = async (options, context) => {
  const labels = parseLabels(options.label)
  await using pipeline = await preparePipeline(options, context, { failMode: options.failMode })
  context.signal.throwIfAborted()
  const { opened } = pipeline
  const { stack, secrets, project } = opened
  const { record, created, epoch } = await submitRun(stack, pipeline.prepared, { key: options.id, labels })
  const driving: Driving = { record, epoch, stack, secrets, projectRoot: project.root }
  const store = patientStore(stack.store, BRIEFLY)
  const standing = created ? undefined : await readRun(store, record.run, { signal: context.signal })
  if (standing && standing.epoch > 0) return await goOn(standing, { store, opened }, { options, context })
  try {
    return await driveRunOf(driving, options, context)
  } catch (thrown) {
    // Somebody else submitted the same key at the same moment and was quicker.
    const isRaced = isRegaugeError(thrown) && thrown.code === 'RUN_DRIVEN_ELSEWHERE' && options.id !== undefined
    const raced = isRaced ? await readRun(store, record.run, { signal: context.signal }) : undefined
    if (raced) return await goOn(raced, { store, opened }, { options, context })
    throw thrown
  }
}

/** Goes on with the run that the key of `--id` has already. */
async function goOn(
  view: RunView,
  { store, opened }: { readonly store: ArtifactStore; readonly opened: PreparedPipeline['opened'] },
  { options, context }: { readonly options: Parameters<typeof run>[0]; readonly context: CommandContext },
): Promise<ExitCode> {
  const { run: id, key, pipeline } = view.record
  const say = (what: string) => {
    if (!options.json) context.stderr.write(`The key "${key}" already has run ${id}; ${what}.\n`)
  }
  if (view.lost) {
    say('its driver is gone, so it is resumed')
    return resumeRun({ view, project: opened.project, detach: options.detach, json: options.json }, context)
  }
  if (options.detach) return tellDetached({ run: id, pipeline, stack: opened.stack.spec.name }, options, context)
  say(view.end ? 'here is how it ended' : 'following it')
  return watchRun({ opened: { store, stack: opened.choice.name }, view, json: options.json }, context)
}
