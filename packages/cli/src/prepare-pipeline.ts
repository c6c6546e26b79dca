import { resolve } from 'node:path'
import { parseModuleRef } from '@regauge/core/code'
import { openProjectStack, prepareRun } from '@regauge/core/run'
import type { OpenedProjectStack, PreparedRun, PrepareRunOptions } from '@regauge/core/run'
import { findProject } from '@regauge/core/stack'
import type { CommandContext } from './context.ts'
import { readParamsFile } from './params-file.ts'

/** What `run` and `compile` take to find a pipeline, its parameters and its stack. */
export interface PipelineOptions {
  readonly module: string
  readonly stack?: string
  readonly param?: readonly string[]
  readonly params?: string
}

/** A pipeline compiled for a stack, which is open. Disposing closes the stack. */
export interface PreparedPipeline extends AsyncDisposable {
  readonly opened: OpenedProjectStack
  readonly prepared: PreparedRun
}

/** Opens the stack and packages the module at the same time, then compiles. Throws every mistake found on the way. */
export async function preparePipeline(
  options: PipelineOptions,
  context: CommandContext,
  submission: Pick<PrepareRunOptions, 'failMode'> = {},
): Promise<PreparedPipeline> {
  const { cwd, env } = context
  const { module, exportName } = parseModuleRef(options.module)
  const params = options.params === undefined ? undefined : await readParamsFile(options.params, context)
  const project = await findProject(cwd)
  keepStdoutForResults()
  const opening = openProjectStack({ cwd, env, flag: options.stack })
  const preparing = prepareRun(
    {
      module: resolve(cwd, module),
      exportName,
      projectRoot: project.root,
      external: project.bundle.external,
      paramFlags: options.param,
      params,
      ...submission,
    },
    opening.then(({ stack }) => stack.facts),
  )
  await preparing.catch(() => {})
  await using owned = new AsyncDisposableStack()
  const opened = owned.use(await opening)
  const prepared = await preparing
  const kept = owned.move()
  return { opened, prepared, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** The pipeline's module is imported into this process; what it prints on the way is no result of the command. */
export function keepStdoutForResults(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr)
}
