import type { StepCounts } from '../../records/run-record.ts'
import type { MapGraph, NodeGraph, WhenGraph } from './graph.ts'
import type { AttemptRun, DriverState } from './state.ts'
import type { NodeTally } from './tally.ts'
import type { LiveAttemptView, NodeView } from './types.ts'

/**
 * How many step runs are in which state, hooks not included. `running` have an attempt that has started, `waiting` have
 * all they need but no such attempt; `cached` are among the `succeeded`.
 */
export function stepCounts({
  tallies,
}: DriverState): StepCounts & { readonly running: number; readonly waiting: number } {
  const { succeeded, cached, failed, skipped, cancelled, running, open } = tallies.steps
  const total = succeeded + failed + skipped + cancelled + open
  return { total, succeeded, cached, failed, skipped, cancelled, running, waiting: open - running }
}

/** The state of every node, all its runs together, by static path. Costs in proportion to the plan, not to the run. */
export function nodeStatuses(state: DriverState): { readonly [path: string]: NodeView } {
  const views = new Map<NodeGraph, NodeView>()
  const closed = state.phase === 'closing' || state.phase === 'ended'
  // Outer nodes come first in the graph, so that the view of a node's owner is there before its own.
  for (const node of state.graph.nodes) {
    const around = node.scope.owner && views.get(node.scope.owner)?.status
    views.set(node, viewOf(node, state.tallies.nodes[node.index]!, around ?? (closed ? 'succeeded' : 'running')))
  }
  return Object.fromEntries([...views].map(([{ path }, view]) => [path, view]))
}

/** Attempts without an outcome, the newest first. */
export function liveAttempts(state: DriverState, limit: number): readonly LiveAttemptView[] {
  const skip = Math.max(0, state.attempts.size - limit)
  return [...state.attempts.values().drop(skip)].reverse().map(viewOfAttempt)
}

function viewOf(node: NodeGraph, tally: NodeTally, around: NodeView['status']): NodeView {
  const { items, succeeded, failed, skipped, cancelled, open, running } = tally
  const counts =
    node.kind === 'map' ? items : { total: succeeded + failed + skipped + cancelled + open, succeeded, failed, running }
  const status = statusOf(node, tally, around)
  const ended = status !== 'running' && status !== 'waiting'
  return {
    kind: node.kind,
    status,
    ...(counts.total > 0 && { total: counts.total }),
    succeeded: counts.succeeded,
    failed: counts.failed,
    running: counts.running,
    ...(tally.startedMs !== undefined && { startedMs: tally.startedMs }),
    ...(ended && tally.endedMs !== undefined && { endedMs: tally.endedMs }),
  }
}

/** While its map or arm goes on, a node may get further runs, so that it has not ended whatever became of the ones so far. */
function statusOf(node: NodeGraph, tally: NodeTally, around: NodeView['status']): NodeView['status'] {
  const { succeeded, failed, skipped, cancelled, open, startedMs } = tally
  const none = succeeded + failed + skipped + cancelled === 0
  const more = (around === 'running' && (none || isRepeated(node))) || around === 'waiting'
  if (open > 0 || more) return startedMs === undefined && (none || open > 0) ? 'waiting' : 'running'
  if (failed > 0) return 'failed'
  if (cancelled > 0) return 'cancelled'
  return succeeded > 0 ? 'succeeded' : 'skipped'
}

function isRepeated(node: NodeGraph): boolean {
  const owner: MapGraph | WhenGraph | undefined = node.scope.owner
  return owner !== undefined && (owner.kind === 'map' || isRepeated(owner))
}

function viewOfAttempt({ path, number, startedMs, bundle, progress, message }: AttemptRun): LiveAttemptView {
  return {
    path,
    attempt: number,
    state: startedMs === undefined ? 'pending' : 'running',
    ...(startedMs !== undefined && { startedMs }),
    ...(startedMs === undefined && bundle.pending !== undefined && { pending: bundle.pending }),
    ...(progress !== undefined && { progress }),
    ...(message !== undefined && { message }),
  }
}
