import { hookPath } from '../spec/hook-path.ts'
import { mergePolicies } from '../spec/merge-policy.ts'
import type { HookRole, StepNodeSpec } from '../spec/pipeline-spec.ts'
import { defined } from '../util/defined.ts'
import { assertOptions } from './assert-options.ts'
import { type AuthoredHooks, type AuthoredStep, authoredStep } from './authored-step.ts'
import { HOOK_ROLES } from '../spec/pipeline-spec.ts'
import { hooksAmong } from './hooks.ts'
import { pathsOf, refsTo } from './node-refs.ts'
import { POLICY_FIELDS, policyAmong } from './policy.ts'
import { openScope, placeOf, type Recording } from './recording.ts'
import { checkPath, takeId } from './scope.ts'
import type { RunOptions } from './tools.ts'
import { hookInputs, wireInputs } from './wire-inputs.ts'
import type { Block } from './wiring.ts'

const RUN_OPTIONS = ['name', 'after', ...POLICY_FIELDS, ...HOOK_ROLES]

/** What `run` was called with. */
export interface RunCall {
  readonly step: unknown
  readonly wired: Readonly<Record<string, unknown>> | undefined
  readonly options: RunOptions | undefined
}

/** Adds a step node. */
export function recordStep(recording: Recording, { step: given, wired = {}, options = {} }: RunCall): Block {
  const scope = openScope(recording, 'run')
  const step = authoredStep(given, `${placeOf(recording, scope.path)}: run`)
  const id = options.name ?? step.name
  const path = takeId(scope, id)
  const where = placeOf(recording, path)
  assertOptions(options, RUN_OPTIONS, where)
  const hooks = recordHooks(recording, path, { ...step.hooks, ...hooksAmong(options, where) })
  const node = {
    ...stepNode(step, id),
    inputs: wireInputs(wired, { step, scope, where }),
    policy: mergePolicies(step.policy, policyAmong(options, where)),
    after: pathsOf(options.after, scope, where),
    hooks,
  }
  scope.nodes.push(defined<StepNodeSpec>(node))
  recording.steps.set(path, step)
  return refsTo(path, Object.keys(step.outputs), scope)
}

/** The nodes of the hooks of a step, or of the pipeline where the path is empty; undefined where there are none. */
export function recordHooks(
  recording: Recording,
  path: string,
  hooks: AuthoredHooks,
): readonly StepNodeSpec[] | undefined {
  const roles = HOOK_ROLES.filter((role) => hooks[role] !== undefined)
  return roles.length === 0 ? undefined : roles.map((role) => recordHook(recording, hooks[role]!, { path, role }))
}

function recordHook(
  recording: Recording,
  step: AuthoredStep,
  { path, role }: { readonly path: string; readonly role: HookRole },
): StepNodeSpec {
  recording.steps.set(checkPath(recording.pipeline, hookPath(path, role, step.name)), step)
  return { ...stepNode(step, step.name), inputs: hookInputs(step), role }
}

function stepNode(step: AuthoredStep, id: string): Omit<StepNodeSpec, 'inputs'> {
  const outputs = Object.entries(step.outputs).map(([name, type]) => [name, type.spec])
  return defined<Omit<StepNodeSpec, 'inputs'>>({
    kind: 'step',
    id,
    step: step.name,
    description: step.description,
    outputs: Object.fromEntries(outputs),
    command: step.command,
    policy: step.policy,
  })
}
