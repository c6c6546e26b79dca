import { compileGraph } from './compile-graph.ts'
import { createFifo } from './fifo.ts'
import { createOpeners } from './openers.ts'
import { createScopeRun } from './scope-run.ts'
import { createSlots } from './slots.ts'
import type { DriverState, LauncherRun } from './state.ts'
import { createTallies } from './tally.ts'
import type { DriverOptions } from './types.ts'

export type { DriverState } from './state.ts'

/** A run that has not begun: the first event to feed is `start`. */
export function createDriver(options: DriverOptions): DriverState {
  const { plan, run, seed, capacity, history = new Map(), adopted = [] } = options
  const graph = compileGraph(plan)
  return {
    graph,
    run,
    history,
    inherited: adopted,
    random: { seed },
    now: 0,
    commands: [],
    phase: 'idle',
    stop: undefined,
    status: 'succeeded',
    cancelling: false,
    root: createScopeRun(graph.root, { prefix: '' }),
    agenda: createFifo(),
    open: new Map(),
    openSteps: 0,
    openHooks: 0,
    containers: new Set(),
    attempts: new Map(),
    adopted: new Map(),
    adoptedItems: new Map(),
    bundles: new Map(),
    launchers: new Map(
      Object.keys(plan.launchers).map((name): [string, LauncherRun] => [
        name,
        { name, slots: createSlots(capacity[name] ?? {}), lanes: new Map(), waiting: 0, short: 0 },
      ]),
    ),
    sequence: 0,
    openers: createOpeners(graph),
    lookups: new Map(),
    collecting: new Map(),
    timers: new Map(),
    tallies: createTallies(graph.nodes.length),
    failed: [],
  }
}
