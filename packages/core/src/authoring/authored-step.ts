import type { StepDefinition } from '../contracts/definition.ts'
import { RegaugeError } from '../errors/regauge-error.ts'
import type { HookRole, StepNodeSpec } from '../spec/pipeline-spec.ts'
import type { PolicySpec } from '../spec/policy.ts'
import { kindOf } from './kind-of.ts'

/** The key under which a step keeps what the recorder and the runtime read. */
export const STEP: unique symbol = Symbol.for('regauge.step') as never

/** Steps that run when something has ended, by role. */
export type AuthoredHooks = { readonly [R in HookRole]?: AuthoredStep }

/** What the recorder knows of a step beside what the runtime needs. */
export interface AuthoredStep extends StepDefinition {
  readonly description?: string | undefined
  readonly command?: StepNodeSpec['command']
  readonly policy: PolicySpec
  readonly hooks: AuthoredHooks
}

/** What is behind a step. Throws `AUTHORING_STEP_INVALID`, beginning with `where`, for what is no step. */
export function authoredStep(value: unknown, where: string): AuthoredStep {
  if (typeof value === 'object' && value !== null && STEP in value) return value[STEP] as AuthoredStep // Ours by its key.
  throw new RegaugeError('AUTHORING_STEP_INVALID', {
    message: `${where}: ${kindOf(value)} was given where a step is expected.`,
    hint: 'Pass what step({ … }) or commandStep({ … }) returned; undefined often means modules that import each other.',
  })
}
