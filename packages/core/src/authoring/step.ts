import type { StepDefinition } from '../contracts/definition.ts'
import type { StepContext } from '../contracts/step-context.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import { type CommonStepOptions, describeStep, type Step, stepNamed } from './describe-step.ts'
import type { Fields } from './field.ts'
import type { GivenValues, InputValues } from './wiring.ts'

/** What a step's function may return: nothing where it need not give anything. */
export type Returned<O extends Fields> =
  | GivenValues<O>
  | Promise<GivenValues<O>>
  | ({} extends GivenValues<O> ? void | Promise<void> : never)

/** A step in TypeScript. Its function may be called without any engine: `await fit.run(inputs, testContext())`. */
export interface FunctionStep<I extends Fields, O extends Fields> extends Step<I, O> {
  /** The author's own function: no schema looks at what it takes and returns. */
  readonly run: (inputs: InputValues<I>, context: StepContext) => Returned<O>
}

/** How a step in TypeScript is described. */
export interface StepOptions<I extends Fields, O extends Fields> extends CommonStepOptions<I, O> {
  /** Called once an attempt, in a process of its own. Should return soon after the context's signal has aborted. */
  readonly run: (inputs: InputValues<I>, context: StepContext) => Returned<O>
}

/**
 * Defines a step. Throws `AUTHORING_NAME_INVALID`, `AUTHORING_NAME_TAKEN`, `AUTHORING_OPTION_UNKNOWN`,
 * `AUTHORING_TYPE_INVALID`, `AUTHORING_POLICY_INVALID`, `AUTHORING_HOOK_INVALID` and `AUTHORING_STEP_INVALID`.
 *
 * @example
 * const double = step({
 *   name: 'double',
 *   inputs: { value: z.number() },
 *   outputs: { doubled: z.number() },
 *   run: ({ value }) => ({ doubled: 2 * value }),
 * })
 */
export function step<I extends Fields = {}, O extends Fields = {}>(options: StepOptions<I, O>): FunctionStep<I, O> {
  const { run } = options
  if (typeof run !== 'function') {
    throw new RegaugeError('AUTHORING_STEP_INVALID', {
      message: `${stepNamed(options.name)} has no function to run.`,
      hint: 'Pass run({ …inputs }, context), or use commandStep for a program.',
    })
  }
  // The runtime passes each input through its schema first, so that the function is given what it is typed for.
  const untyped = run as NonNullable<StepDefinition['run']>
  return Object.freeze({ ...describeStep(options, { options: ['run'], run: untyped }), run })
}
