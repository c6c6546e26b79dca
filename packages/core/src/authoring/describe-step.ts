import type { PolicySpec } from '../spec/policy.ts'
import { assertName, assertNames } from './assert-name.ts'
import { assertOptions } from './assert-options.ts'
import { type AuthoredStep, STEP } from './authored-step.ts'
import { type Fields, typesOfFields } from './field.ts'
import { HOOK_ROLES } from '../spec/pipeline-spec.ts'
import { type Hooks, hooksAmong } from './hooks.ts'
import { POLICY_FIELDS, policyAmong } from './policy.ts'
import type { GivenValues } from './wiring.ts'

/** A unit of work with typed inputs and outputs: a description, which `run` places in a graph any number of times. */
export interface Step<I extends Fields, O extends Fields> {
  readonly name: string
  /** As the author gave them, for other steps to use. */
  readonly inputs: I
  readonly outputs: O
  readonly [STEP]: AuthoredStep
  /** Carries the types of the inputs; never there at run time. */
  readonly wiring?: (inputs: GivenValues<I>) => void
}

/** What every step is described by, whatever it executes. Policy fields are merged over those of the pipeline. */
export interface CommonStepOptions<I extends Fields, O extends Fields> extends PolicySpec, Hooks {
  /** Unique among the steps of a scope, unless `run` is given another name. */
  readonly name: string
  readonly description?: string
  /** @default {} */
  readonly inputs?: I
  /** @default {} */
  readonly outputs?: O
}

const COMMON_OPTIONS = ['name', 'description', 'inputs', 'outputs', ...POLICY_FIELDS, ...HOOK_ROLES]

/** What a kind of step adds to what all have in common. */
export interface StepBody extends Pick<AuthoredStep, 'run' | 'command'> {
  /** The names of its own options. */
  readonly options: readonly string[]
}

/** Makes a step of what all have in common and of what it executes. */
export function describeStep<I extends Fields, O extends Fields>(
  options: CommonStepOptions<I, O>,
  { options: own, ...body }: StepBody,
): Step<I, O> {
  const { name, description } = options
  // Left out, both are inferred as {}.
  const { inputs = {} as I, outputs = {} as O } = options
  const where = stepNamed(name)
  assertOptions(options, [...COMMON_OPTIONS, ...own], where)
  assertNames(Object.keys(inputs), `${where}: an input`)
  assertNames(Object.keys(outputs), `${where}: an output`)
  const authored: AuthoredStep = {
    name,
    description,
    inputs: typesOfFields(inputs, 'input', (input) => `${where}: input "${input}"`),
    outputs: typesOfFields(outputs, 'output', (output) => `${where}: output "${output}"`),
    policy: policyAmong(options, where),
    hooks: hooksAmong(options, where),
    ...body,
  }
  return { name, inputs, outputs, [STEP]: Object.freeze(authored) }
}

/** The words for a step at the beginning of messages. Throws `AUTHORING_NAME_INVALID`. */
export function stepNamed(name: unknown): string {
  assertName(name, 'A step')
  return `Step "${name}"`
}
