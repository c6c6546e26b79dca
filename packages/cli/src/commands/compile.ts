import { formatPlan } from '@regauge/core/compiler'
import type { PlanFormat } from '@regauge/core/compiler'
import type { Command } from '../context.ts'
import { preparePipeline } from '../prepare-pipeline.ts'
import type { PipelineOptions } from '../prepare-pipeline.ts'

/** What `compile` takes. */
export interface CompileOptions extends PipelineOptions {
  readonly format: PlanFormat
}

/** Prints the plan of a pipeline for a stack, as data or as a graph, without running it. */
export const compile: Command<CompileOptions> = async (options, context) => {
  await using pipeline = await preparePipeline(options, context)
  const { plan, spec } = pipeline.prepared
  context.stdout.write(formatPlan(plan, spec, options.json ? 'json' : options.format))
  return 0
}
