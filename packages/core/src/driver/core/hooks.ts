import type { HookRole } from '../../spec/pipeline-spec.ts'
import type { StepGraph } from './graph.ts'
import type { DriverState, HookCause, ScopeRun, StepRun } from './state.ts'
import { createStepRun } from './node-run.ts'

/** Puts the hooks of a step run that has ended on the agenda. One that was skipped has come to nothing to tell of. */
export function addStepHooks(state: DriverState, run: StepRun): void {
  const { node, path, status, scope, failure } = run
  if (node.hooks.length === 0 || status === 'open' || status === 'skipped') return
  addHooks(state, { hooks: node.hooks, scope, cause: { run: state.run, path, status, failure } })
}

/** Puts the hooks of the pipeline on the agenda. */
export function addPipelineHooks(state: DriverState): void {
  const failure = state.stop?.failure ?? state.failed[0]?.failure
  const cause = {
    run: state.run,
    path: '',
    status: state.status,
    failure: state.status === 'succeeded' ? undefined : failure,
  }
  addHooks(state, { hooks: state.graph.hooks, scope: state.root, cause })
}

function addHooks(
  state: DriverState,
  { hooks, scope, cause }: { hooks: readonly StepGraph[]; scope: ScopeRun; cause: HookCause },
): void {
  for (const hook of hooks) {
    if (hears(hook.plan.role, cause.status)) state.agenda.items.push(createStepRun(hook, scope, cause))
  }
}

/** A cancel is no success: `onFailure` hears of it. */
function hears(role: HookRole | undefined, status: HookCause['status']): boolean {
  if (role === 'onSuccess') return status === 'succeeded'
  if (role === 'onFailure') return status !== 'succeeded'
  return true
}
