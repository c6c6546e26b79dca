import { compile } from '../compiler/compile.ts'
import { readParams } from '../compiler/params/read-params.ts'
import type { PackagedPipeline, PackageCodeOptions } from '../code/package-code.ts'
import { packageCode } from '../code/package-code.ts'
import type { PipelineDefinition } from '../contracts/definition.ts'
import type { StackFacts } from '../contracts/stack-facts.ts'
import { toAuthorError } from '../errors/author-error.ts'
import type { PipelineSpec } from '../spec/pipeline-spec.ts'
import type { Plan } from '../spec/plan.ts'
import type { FailMode, PolicySpec } from '../spec/policy.ts'
import type { JsonObject } from '../util/json.ts'

export interface PrepareRunOptions extends PackageCodeOptions {
  /** `name=value`, as on a command line; read by the parameters' schema. */
  readonly paramFlags?: readonly string[] | undefined
  /** Parameters by name; flags win over them. */
  readonly params?: JsonObject | undefined
  readonly policy?: PolicySpec | undefined
  readonly failMode?: FailMode | undefined
}

/** A pipeline, packaged, and compiled for a stack with its parameters: all that a submission needs. */
export interface PreparedRun {
  readonly code: PackagedPipeline
  readonly spec: PipelineSpec
  readonly params: JsonObject
  readonly plan: Plan
}

/**
 * Packages a module and compiles its pipeline. Throws every mistake that can be found before anything has run; that of a
 * stack that does not open comes first.
 */
export async function prepareRun(
  options: PrepareRunOptions,
  stack: Promise<StackFacts> | StackFacts,
): Promise<PreparedRun> {
  // A bundler that this process leaves in the middle of its work says so, at length.
  const [packaged, opened] = await Promise.allSettled([packageCode(options), stack])
  if (opened.status === 'rejected') throw opened.reason
  if (packaged.status === 'rejected') throw packaged.reason
  const [code, facts] = [packaged.value, opened.value]
  return compileRun(code, facts, options)
}

/** Compiles a packaged pipeline with its parameters. Throws every mistake in them, and what the stack cannot do. */
export async function compileRun(
  code: PackagedPipeline,
  facts: StackFacts,
  options: Omit<PrepareRunOptions, keyof PackageCodeOptions> & Pick<PackageCodeOptions, 'projectRoot'>,
): Promise<PreparedRun> {
  const spec = code.definition.toSpec()
  const given = readParams({ given: options.params, flags: options.paramFlags, schema: spec.params })
  const params = await paramsOf(code.definition, given, options.projectRoot)
  const plan = compile(spec, params, facts, { policy: options.policy, failMode: options.failMode })
  return { code, spec, params, plan }
}

async function paramsOf(definition: PipelineDefinition, given: JsonObject, projectRoot: string): Promise<JsonObject> {
  try {
    return await definition.parseParams(given)
  } catch (thrown) {
    const what = `Pipeline "${definition.name}": the schema of the parameters`
    const hint = 'Correct that line: a schema reports what it does not accept as an issue.'
    throw toAuthorError(thrown, { code: 'AUTHORING_PARAMS_THREW', what, hint, projectRoot })
  }
}
