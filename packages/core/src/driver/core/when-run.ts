import type { Json } from '../../util/json.ts'
import { bindingOf, outputsOf } from './bindings.ts'
import { decide } from './conditions.ts'
import { endRun } from './end-run.ts'
import { incomparable } from './failures.ts'
import { inlineOf } from './item-list.ts'
import { ask } from './lookups.ts'
import { createScopeRun, openScope } from './scope-run.ts'
import type { DriverState, ScopeRun, WhenRun } from './state.ts'
import { tallyBegin, tallyStart } from './tally.ts'

/** Begins a when: finds out the values that its condition compares, and chooses once all are at hand. */
export function beginWhen(state: DriverState, run: WhenRun): void {
  tallyBegin(state.tallies, run)
  tallyStart(state.tallies, run, state.now)
  state.containers.add(run)
  for (const [operand, { source, compared }] of run.node.operands.entries()) {
    const binding = bindingOf(source, run.scope)
    const inline = compared ? inlineOf(binding) : { value: binding && true }
    run.values[operand] = undefined
    if ('value' in inline) run.values[operand] = inline.value
    else {
      run.missing += 1
      ask(state, { run, operand }, inline.read)
    }
  }
  if (run.missing === 0) choose(state, run)
}

/** One of the values has been read. */
export function giveOperand(
  state: DriverState,
  run: WhenRun,
  { operand, value }: { operand: number; value: Json | undefined },
) {
  run.values[operand] = value
  run.missing -= 1
  if (run.missing === 0) choose(state, run)
}

/** All nodes of the chosen arm have ended. */
export function endArm(state: DriverState, run: WhenRun, scope: ScopeRun): void {
  if (run.failed) return endRun(state, run, { status: 'failed' })
  endRun(state, run, { status: 'succeeded', outputs: outputsOf(scope.graph.outputs, scope) })
}

function choose(state: DriverState, run: WhenRun): void {
  const { node, path } = run
  const verdict = decide(node.condition, run.values)
  if ('incomparable' in verdict) {
    return endRun(state, run, { status: 'failed', failure: incomparable(path, verdict.incomparable) })
  }
  const [chosen, other] = verdict.holds ? [node.whenTrue, node.whenFalse] : [node.whenFalse, node.whenTrue]
  state.tallies.steps.skipped += other?.size ?? 0
  if (!chosen) return endRun(state, run, { status: 'succeeded', outputs: {} })
  const scope = createScopeRun(chosen, { prefix: `${path}.${verdict.holds ? 'then' : 'else'}.`, owner: run })
  openScope(state, scope)
  if (scope.open === 0) endArm(state, run, scope)
}
