import type { Ended, NodeRun } from './state.ts'

/** Counters that views are read from, kept up to date as things happen. */
export interface Tallies {
  /** Step runs, hooks not included. */
  readonly steps: Counts & { cached: number; running: number; open: number }
  /** Runs of each node, by its index. */
  readonly nodes: readonly NodeTally[]
}

interface Counts {
  succeeded: number
  failed: number
  skipped: number
  cancelled: number
}

export interface NodeTally extends Counts {
  open: number
  running: number
  /** Of a map: items instead of runs. */
  readonly items: { total: number; succeeded: number; failed: number; running: number }
  /** Of the first begin and the last end. */
  startedMs: number | undefined
  endedMs: number | undefined
}

/** Everything at zero, for so many nodes. */
export function createTallies(nodes: number): Tallies {
  const zero = () => ({ succeeded: 0, failed: 0, skipped: 0, cancelled: 0, open: 0, running: 0 })
  return {
    steps: { ...zero(), cached: 0 },
    nodes: Array.from({ length: nodes }, () => ({
      ...zero(),
      items: { total: 0, succeeded: 0, failed: 0, running: 0 },
      startedMs: undefined,
      endedMs: undefined,
    })),
  }
}

/** A node's run has begun: what it needs has ended well. Hooks have no tally. */
export function tallyBegin(tallies: Tallies, run: NodeRun): void {
  const tally = tallies.nodes[run.node.index]
  if (!tally) return
  tally.open += 1
  if (run.kind === 'step') tallies.steps.open += 1
}

/** A node's run has shown life: an attempt started, or a map or when began. */
export function tallyStart(tallies: Tallies, run: NodeRun, now: number): void {
  const tally = tallies.nodes[run.node.index]
  if (!tally) return
  tally.startedMs ??= now
  tally.running += 1
  if (run.kind === 'step') tallies.steps.running += 1
}

/** What {@link tallyStart} counted does not run any more. */
export function tallyPause(tallies: Tallies, run: NodeRun): void {
  const tally = tallies.nodes[run.node.index]
  if (!tally) return
  tally.running -= 1
  if (run.kind === 'step') tallies.steps.running -= 1
}

/** A node's run has ended; it counts as begun before, or was skipped without. */
export function tallyEnd(tallies: Tallies, run: NodeRun, end: { status: Ended; begun: boolean; now: number }): void {
  const tally = tallies.nodes[run.node.index]
  if (!tally) return
  if (end.begun) tally.open -= 1
  tally[end.status] += 1
  tally.endedMs = end.now
  if (run.kind === 'step') {
    if (end.begun) tallies.steps.open -= 1
    tallies.steps[end.status] += 1
  } else if (end.status === 'skipped') {
    tallies.steps.skipped += run.node.size
  }
}
