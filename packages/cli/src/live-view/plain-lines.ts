import { formatDuration } from '@regauge/core/units'
import { staticPath } from '@regauge/core/records'
import type { LiveAttempt, NodeStatus, StatusRecord } from '@regauge/core/records'
import { oneLine } from '../output/one-line.ts'

/** Something that happened between two status records. */
export type Change =
  | { readonly kind: 'started' | 'ended'; readonly path: string; readonly node: NodeStatus }
  /** An attempt beyond the first is under way. */
  | { readonly kind: 'retried'; readonly attempt: LiveAttempt }
  /** Attempts of a step wait, for a reason that those before them did not have. */
  | { readonly kind: 'waits'; readonly path: string; readonly reason: string }

const OVER: ReadonlySet<NodeStatus['status']> = new Set(['succeeded', 'failed', 'skipped', 'cancelled'])

/**
 * What happened from one status record to the next: retries first, then starts and ends in the order of the nodes, then
 * what is waited for, once for all items of a map.
 */
export function changes(before: StatusRecord | undefined, after: StatusRecord): readonly Change[] {
  const known = new Set(before?.live.map(({ path, attempt }) => `${path}@${attempt}`))
  const retried = after.live.flatMap((attempt): Change[] =>
    attempt.attempt > 1 && !known.has(`${attempt.path}@${attempt.attempt}`) ? [{ kind: 'retried', attempt }] : [],
  )
  const nodes = Object.entries(after.nodes).flatMap(([path, node]): Change[] => {
    const was = before?.nodes[path]?.status ?? 'waiting'
    if (was === node.status) return []
    if (OVER.has(node.status)) return [{ kind: 'ended', path, node }]
    return node.status === 'running' ? [{ kind: 'started', path, node }] : []
  })
  return [...retried, ...nodes, ...newWaits(before, after)]
}

function newWaits(before: StatusRecord | undefined, after: StatusRecord): readonly Change[] {
  const known = waitsOf(before)
  return [...waitsOf(after)].flatMap(([text, wait]): Change[] => (known.has(text) ? [] : [{ kind: 'waits', ...wait }]))
}

/** Each reason of each step once, by a text of both. */
function waitsOf(status: StatusRecord | undefined) {
  const waits = (status?.live ?? []).flatMap(({ path, pending }) =>
    pending === undefined ? [] : [{ path: staticPath(path), reason: pending }],
  )
  return new Map(waits.map((wait) => [`${wait.path} ${wait.reason}`, wait]))
}

/** The warnings of a status record that the one before did not have, as lines. */
export function newWarnings(before: StatusRecord | undefined, { warnings = [] }: StatusRecord): readonly string[] {
  const known = new Map(before?.warnings?.map(({ code, count }) => [code, count]))
  return warnings
    .filter(({ code, count }) => count > (known.get(code) ?? 0))
    .map(({ code, message }) => `warning[${code}]: ${oneLine(message)}`)
}

/** A change as one line for a pipe or a log file. */
export function plainLine(change: Change, reason?: string): string {
  if (change.kind === 'retried') {
    const { path, attempt } = change.attempt
    const follows = `attempt ${attempt} follows`
    // Without a reason the one before may have succeeded, in an epoch before this one.
    return reason === undefined ? `${path} ${follows}` : `${path} attempt ${attempt - 1} failed: ${reason}; ${follows}`
  }
  if (change.kind === 'waits') return `${change.path} waits: ${oneLine(change.reason)}`
  if (change.kind === 'started') return `${change.path} started`
  const { status, startedAt, endedAt, total, failed } = change.node
  const ms = startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : undefined
  const counts = [
    total !== undefined && total > 1 && `${total} step runs`,
    failed > 0 && total !== 1 && `${failed} failed`,
  ]
  const detail = counts.filter(Boolean).join(', ')
  return [`${change.path} ${status}`, ms !== undefined && `in ${formatDuration(ms)}`, detail && `(${detail})`]
    .filter(Boolean)
    .join(' ')
}
