import type { StandardSchemaV1 } from '@standard-schema/spec'
import { PIPELINE_MARK, type PipelineDefinition } from '../contracts/definition.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { PIPELINE_SCHEMA, type PipelineSpec } from '../spec/pipeline-spec.ts'
import { FAIL_MODES, type FailMode, type PolicySpec } from '../spec/policy.ts'
import { defined, type Undefinable } from '../util/defined.ts'
import { type Duration, parseDuration } from '../util/duration.ts'
import { deepFreeze } from '../util/freeze.ts'
import { assertName } from './assert-name.ts'
import { assertOptions } from './assert-options.ts'
import { isSchema } from './field.ts'
import { type Graph, type GraphOptions, recordGraph } from './graph.ts'
import { HOOK_ROLES } from '../spec/pipeline-spec.ts'
import { type Hooks, hooksAmong } from './hooks.ts'
import { jsonSchemaOf } from './json-schema.ts'
import { type ParamsOf, paramRefs, parseParams } from './params.ts'
import { POLICY_FIELDS, policyAmong } from './policy.ts'
import { type Schedules, schedulesAmong } from './schedules.ts'
import type { BuildTools } from './tools.ts'
import type { Block } from './wiring.ts'

/** A schema of parameters: anything that gives an object. */
export type ParamsSchema = StandardSchemaV1<unknown, object>

/** How a pipeline is described. Its policy is merged under that of each step. */
export interface PipelineOptions<P extends ParamsSchema> extends PolicySpec, Hooks {
  readonly name: string
  readonly description?: string
  /** Absent: the pipeline takes no parameters. */
  readonly params?: P
  /** @default 'fail-fast' */
  readonly failMode?: FailMode
  /** A run that takes longer is cancelled with class `timeout`. @default no limit */
  readonly deadline?: Duration
  /** When it runs by itself once `regauge schedule apply` has said so: one schedule, or several of different names. */
  readonly schedule?: Schedules<NoInfer<P>>
  /**
   * Records the graph, synchronously and the same each time: no clock, no randomness, no I/O. The refs that it returns
   * are the outputs of the run.
   */
  readonly build: (tools: BuildTools<StandardSchemaV1.InferOutput<P>>) => Block | void
}

/** A pipeline: what a module exports and `regauge run` takes. */
export interface Pipeline<P extends ParamsSchema = ParamsSchema> extends PipelineDefinition {
  readonly [PIPELINE_MARK]: 1
  /** Carries the type of the parameters that a caller may give; never there at run time. */
  readonly given?: StandardSchemaV1.InferInput<P>
}

/**
 * Defines a pipeline. Mistakes in the options throw at once; those of the graph throw when it is first asked for, since
 * only `toSpec` and `stepAt` call `build`. All their codes begin with `AUTHORING_`.
 *
 * @example
 * export const training = pipeline({
 *   name: 'training',
 *   params: z.object({ path: z.string() }),
 *   build({ params, run }) {
 *     const { rows } = run(load, { path: params.path })
 *     return run(fit, { rows, rate: 0.1 })
 *   },
 * })
 */
export function pipeline<P extends ParamsSchema = StandardSchemaV1<{}, {}>>(options: PipelineOptions<P>): Pipeline<P> {
  const { name } = options
  const header = headerOf(options)
  const params: ParamsOf = { pipeline: name, schema: options.params }
  const graphOptions: GraphOptions = {
    pipeline: name,
    hooks: hooksAmong(options, `Pipeline "${name}"`),
    params: (top) => paramRefs(params, top),
    // The recorder's tools do what the types promise: for each output and parameter named there is a ref.
    build: options.build as unknown as GraphOptions['build'],
  }
  let built: { readonly spec: PipelineSpec; readonly steps: Graph['steps'] } | undefined
  const build = (): NonNullable<typeof built> => {
    const { steps, nodes, outputs, hooks } = recordGraph(graphOptions)
    if (nodes.length === 0) throw invalid('AUTHORING_PIPELINE_EMPTY', `Pipeline "${name}" has no step.`)
    return { steps, spec: deepFreeze(defined<PipelineSpec>({ ...header(), nodes, outputs, hooks })) }
  }
  return Object.freeze({
    [PIPELINE_MARK]: 1 as const,
    name,
    toSpec: () => (built ??= build()).spec,
    parseParams: async (given: unknown) => parseParams(params, given),
    stepAt: (path: string) => (built ??= build()).steps.get(path),
  })
}

const OWN_OPTIONS = ['name', 'description', 'params', 'failMode', 'deadline', 'schedule', 'build']
const OPTIONS = [...OWN_OPTIONS, ...POLICY_FIELDS, ...HOOK_ROLES]

type Header = Omit<Undefinable<PipelineSpec>, 'nodes' | 'outputs' | 'hooks'>

/** Checks the options at once; what they say of the spec is made only when it is asked for. */
function headerOf<P extends ParamsSchema>(options: PipelineOptions<P>): () => Header {
  const { name, description, params, failMode, deadline } = options
  assertName(name, 'A pipeline')
  const where = `Pipeline "${name}"`
  assertOptions(options, OPTIONS, where)
  if (typeof options.build !== 'function') {
    throw invalid('AUTHORING_PIPELINE_INVALID', `${where} has no function to build its graph.`)
  }
  if (params !== undefined && !isSchema(params)) {
    throw invalid('AUTHORING_PIPELINE_INVALID', `${where}: params is no schema.`, 'Pass z.object({ … }).')
  }
  if (failMode !== undefined && !FAIL_MODES.includes(failMode)) {
    const hint = `It is one of ${FAIL_MODES.join(', ')}.`
    throw invalid('AUTHORING_PIPELINE_INVALID', `${where}: there is no fail mode "${failMode}".`, hint)
  }
  if (deadline !== undefined && parseDuration(deadline) === undefined) {
    const message = `${where}: deadline is "${deadline}", which is no duration.`
    throw invalid('AUTHORING_PIPELINE_INVALID', message, 'Write a number and its unit, for example "90s" or "12h".')
  }
  const policy = policyAmong(options, where)
  const schedules = schedulesAmong(options.schedule, { pipeline: name, schema: params })
  return () => ({
    schema: PIPELINE_SCHEMA,
    name,
    description,
    params: params && (jsonSchemaOf(params, 'input') ?? null),
    policy,
    failMode,
    deadline,
    schedules: schedules(),
  })
}

function invalid(
  code: 'AUTHORING_PIPELINE_INVALID' | 'AUTHORING_PIPELINE_EMPTY',
  message: string,
  hint = 'Pass build({ params, run, map, when }) { … }, and call run(step, { … }) in it.',
): RegaugeError {
  return new RegaugeError(code, { message, hint })
}
