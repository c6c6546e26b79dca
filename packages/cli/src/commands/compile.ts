import type { Command } from '../context.ts'
import { printJson } from '../output/print.ts'
import { preparePipeline } from '../prepare-pipeline.ts'
import type { PipelineOptions } from '../prepare-pipeline.ts'

/** What `compile` takes. */
export interface CompileOptions extends PipelineOptions {
  readonly format: 'json' | 'yaml' | 'mermaid' | 'dot'
}

/** Prints the plan of a pipeline for a stack, as data or as a graph, without running it. */
export const compile: Command<CompileOptions> = async (options, context) => {
  await using pipeline = await preparePipeline(options, context)
  const { plan } = pipeline.prepared
  const format = options.json ? 'json' : options.format
  if (format === 'json') {
    printJson(context, plan)
  } else if (format === 'yaml') {
    const { toYaml } = await import('../output/yaml.ts')
    context.stdout.write(toYaml(plan, { aliasDuplicateObjects: false, lineWidth: 0 }))
  } else {
    const { planGraph } = await import('../graph/plan-graph.ts')
    const graph = planGraph(plan)
    const { toMermaid } = await import('../graph/mermaid.ts')
    const { toDot } = await import('../graph/dot.ts')
    context.stdout.write(format === 'mermaid' ? toMermaid(graph) : toDot(graph))
  }
  return 0
}
