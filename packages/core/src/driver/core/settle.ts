import { shift } from './fifo.ts'
import { addStepHooks } from './hooks.ts'
import { beginMap, endItem } from './map-run.ts'
import { tellDependents } from './scope-run.ts'
import { hasEnded, isHook } from './state.ts'
import type { DriverState, NodeRun, ScopeRun } from './state.ts'
import { beginStep } from './step-run.ts'
import { enterStop } from './stop.ts'
import { beginWhen, endArm } from './when-run.ts'

/**
 * Works off the agenda: begins what is ready and tells ends to what waits for them, however far that carries. Once the
 * run stops, only hooks are begun.
 */
export function settle(state: DriverState): void {
  for (;;) {
    for (let run = shift(state.agenda); run; run = shift(state.agenda)) {
      if (hasEnded(run)) tellEnd(state, run)
      else if (!state.stop || isHook(run)) begin(state, run)
    }
    if (!state.stop || state.phase !== 'running') return
    enterStop(state, state.stop)
  }
}

function begin(state: DriverState, run: NodeRun): void {
  switch (run.kind) {
    case 'step':
      return beginStep(state, run)
    case 'map':
      return beginMap(state, run)
    case 'when':
      return beginWhen(state, run)
  }
}

function tellEnd(state: DriverState, run: NodeRun): void {
  if (run.kind === 'step') addStepHooks(state, run)
  if (isHook(run) || state.stop) return
  tellDependents(state, run)
  if (run.scope.open === 0) endScope(state, run.scope)
}

function endScope(state: DriverState, scope: ScopeRun): void {
  if (scope.owner?.kind === 'map') endItem(state, scope.owner, scope)
  else if (scope.owner?.kind === 'when') endArm(state, scope.owner, scope)
}
