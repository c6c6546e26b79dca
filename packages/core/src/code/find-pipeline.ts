import { isPipelineDefinition, type PipelineDefinition } from '../contracts/definition.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { suggest } from '../util/names.ts'

/** A pipeline and the name it is exported under. */
export interface FoundPipeline {
  readonly exportName: string
  readonly definition: PipelineDefinition
}

/**
 * The pipeline that a module exports under a name or, without one, the only one there is. Throws `PIPELINE_NOT_FOUND`
 * or `PIPELINE_AMBIGUOUS`, naming the exports.
 */
export function findPipeline(
  exports: Readonly<Record<string, unknown>>,
  options: { readonly module: string; readonly exportName?: string | undefined },
): FoundPipeline {
  const { module, exportName } = options
  const found = pipelinesOf(exports)
  if (exportName !== undefined) {
    const definition = exports[exportName]
    if (isPipelineDefinition(definition)) return { exportName, definition }
    throw missing(found, { module, exportName, exported: Object.hasOwn(exports, exportName) })
  }
  if (found.length === 1) return found[0]!
  if (found.length === 0) {
    throw new RegaugeError('PIPELINE_NOT_FOUND', {
      message: `Module "${module}" exports no pipeline. ${listOf(Object.keys(exports))}`,
      hint: 'Export the value that `pipeline({ … })` returns.',
    })
  }
  const names = found.map((each) => each.exportName)
  throw new RegaugeError('PIPELINE_AMBIGUOUS', {
    message: `Module "${module}" exports several pipelines: ${names.map((name) => `"${name}"`).join(', ')}.`,
    hint: `Name one, for example ${module}#${names[0]}.`,
    details: { exports: names },
  })
}

/** A pipeline that is also the default export goes by its name. */
function pipelinesOf(exports: Readonly<Record<string, unknown>>): FoundPipeline[] {
  const found = new Map<PipelineDefinition, string>()
  for (const [exportName, value] of Object.entries(exports)) {
    if (!isPipelineDefinition(value)) continue
    if (!found.has(value) || found.get(value) === 'default') found.set(value, exportName)
  }
  return [...found].map(([definition, exportName]) => ({ definition, exportName }))
}

function missing(
  found: readonly FoundPipeline[],
  asked: { readonly module: string; readonly exportName: string; readonly exported: boolean },
): RegaugeError {
  const names = found.map((each) => each.exportName)
  const reason = asked.exported ? 'exports something else' : 'has no export'
  return new RegaugeError('PIPELINE_NOT_FOUND', {
    message: `Module "${asked.module}" ${reason} called "${asked.exportName}"${asked.exported ? ', which is no pipeline' : ''}.`,
    hint: names.length === 0 ? 'It exports no pipeline at all.' : suggest(asked.exportName, names),
    details: { exports: names },
  })
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'It exports nothing.' : `It exports ${names.map((name) => `"${name}"`).join(', ')}.`
}
