import { formatDuration } from '@regauge/core/units'
import { comparePaths, staticPath } from '@regauge/core/records'
import type { LiveAttempt, NodeStatus, StatusRecord } from '@regauge/core/records'
import { oneLine } from '../output/one-line.ts'

/** One line of the live view: a node, or an attempt that runs inside of a map. */
export interface Row {
  readonly kind: 'node' | 'attempt'
  /** How many nodes enclose it. */
  readonly depth: number
  readonly name: string
  readonly status: NodeStatus['status']
  /** `37/100`, where there are several step runs. */
  readonly count: string
  readonly duration: string
  /** What there is to say: attempt, progress, message, reason of waiting. */
  readonly note: string
}

/** The nodes in the record's order, each followed by its live attempts where it has several step runs. */
export function toRows(status: StatusRecord, now: number): readonly Row[] {
  return [...generateRows(status, now)]
}

function* generateRows(status: StatusRecord, now: number): Generator<Row> {
  const live = Map.groupBy(status.live, (attempt) => staticPath(attempt.path))
  for (const [path, node] of Object.entries(status.nodes)) {
    const enclosing = enclosingNodes(path, status.nodes)
    const depth = enclosing.length
    const attempts = live.get(path) ?? []
    const several = enclosing.some((each) => status.nodes[each]?.kind === 'map')
    const parent = enclosing.at(-1)
    const name = parent === undefined ? path : path.slice(parent.length + 1)
    yield { kind: 'node', depth, name, ...nodeRow(node, { several, now, only: several ? undefined : attempts[0] }) }
    if (!several) continue
    for (const attempt of attempts.toSorted((a, b) => comparePaths(a.path, b.path)))
      yield attemptRow(attempt, depth + 1, now)
  }
}

/** The paths of the nodes that a path lies in, outermost first. */
function enclosingNodes(path: string, nodes: StatusRecord['nodes']): readonly string[] {
  const names = path.split('.')
  return names.map((_, index) => names.slice(0, index).join('.')).filter((prefix) => prefix in nodes)
}

interface NodeRowOptions {
  readonly several: boolean
  readonly now: number
  /** The one live attempt of a step that runs once. */
  readonly only: LiveAttempt | undefined
}

function nodeRow(
  node: NodeStatus,
  { several, now, only }: NodeRowOptions,
): Pick<Row, 'status' | 'count' | 'duration' | 'note'> {
  const counted = (several || node.kind === 'map') && node.total !== undefined
  const notes = counted
    ? [node.running > 0 && `${node.running} running`, node.failed > 0 && `${node.failed} failed`]
    : [only && noteOf(only)]
  return {
    status: node.status,
    count: counted ? `${node.succeeded + node.failed}/${node.total}` : '',
    duration: durationText(node, now),
    note: notes.filter(Boolean).join(', '),
  }
}

function attemptRow(attempt: LiveAttempt, depth: number, now: number): Row {
  return {
    kind: 'attempt',
    depth,
    name: itemsOf(attempt.path),
    status: attempt.state === 'running' ? 'running' : 'waiting',
    count: '',
    duration: durationText(attempt, now),
    note: noteOf(attempt),
  }
}

/** `[3]` of `sweep[3].fit`, `[3][0]` of nested maps. */
function itemsOf(path: string): string {
  return [...path.matchAll(/\[\d+\]/g)].join('')
}

function noteOf({ attempt, progress, message, pending }: LiveAttempt): string {
  return [
    attempt > 1 && `attempt ${attempt}`,
    progress !== undefined && `${Math.round(progress * 100)}%`,
    message && oneLine(message),
    pending && `waits: ${oneLine(pending)}`,
  ]
    .filter(Boolean)
    .join('  ')
}

function durationText({ startedAt, endedAt }: { startedAt?: string; endedAt?: string }, now: number): string {
  if (startedAt === undefined) return ''
  const end = endedAt === undefined ? now : Date.parse(endedAt)
  return formatDuration(Math.max(0, end - Date.parse(startedAt)))
}
