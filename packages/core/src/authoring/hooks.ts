import { RegaugeError } from '../errors/regauge-error.ts'
import type { FailureClass } from '../errors/failure.ts'
import { HOOK_INPUTS } from '../spec/hook-inputs.ts'
import { HOOK_ROLES, type HookRole } from '../spec/pipeline-spec.ts'
import { type AuthoredHooks, type AuthoredStep, authoredStep, type STEP } from './authored-step.ts'

/** What the driver fills into the inputs of a hook, by name; a hook declares those it wants. */
export interface HookInputs {
  /** The run's id. */
  readonly run: string
  /** Dynamic path of the step run that ended, e.g. `sweep[3].fit`; empty where the whole run did. */
  readonly path: string
  /** `succeeded`, `failed` or `cancelled`. */
  readonly status: string
  /** Why it failed; absent after success. */
  readonly failure?: { readonly class: FailureClass; readonly code: string; readonly message: string }
}

/** A step whose inputs are a part of {@link HookInputs}. */
export interface HookStep {
  readonly [STEP]: AuthoredStep
  readonly wiring?: (inputs: HookInputs) => void
}

/** Steps that run after a step or a run has ended for good. What becomes of them changes no status. */
export interface Hooks {
  /** Runs after success. */
  readonly onSuccess?: HookStep
  /** Runs after failure, also of a cancel. */
  readonly onFailure?: HookStep
  /** Runs after either. */
  readonly onEnd?: HookStep
}

/** The hooks among some options. Throws `AUTHORING_HOOK_INVALID` for a step that cannot be one. */
export function hooksAmong(options: Hooks, where: string): AuthoredHooks {
  const given = HOOK_ROLES.filter((role) => options[role] !== undefined)
  return Object.freeze(
    Object.fromEntries(given.map((role) => [role, hookStep(options[role], { role, where: `${where}, ${role}` })])),
  )
}

function hookStep(value: unknown, { role, where }: { role: HookRole; where: string }): AuthoredStep {
  const step = authoredStep(value, where)
  for (const [input, type] of Object.entries(step.inputs)) {
    if (HOOK_INPUTS.includes(input) && type.spec.materializer === 'json') continue
    throw new RegaugeError('AUTHORING_HOOK_INVALID', {
      message: `${where}: nothing fills the input "${input}" of step "${step.name}" when it serves as a hook.`,
      hint: `A hook takes what it needs of ${HOOK_INPUTS.join(', ')}, each described by a schema.`,
      details: { role, step: step.name, input },
    })
  }
  if (Object.keys(step.hooks).length > 0) {
    throw new RegaugeError('AUTHORING_HOOK_INVALID', {
      message: `${where}: step "${step.name}" has hooks of its own, which would never run.`,
      hint: 'Take them away, or use another step as the hook.',
      details: { role, step: step.name },
    })
  }
  return step
}
