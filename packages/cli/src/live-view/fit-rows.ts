import type { Row } from './rows.ts'

/** What is kept first where not all rows have room: lower numbers. */
const IMPORTANCE: Readonly<Record<Row['status'], number>> = {
  failed: 0,
  running: 1,
  waiting: 3,
  cancelled: 4,
  succeeded: 5,
  skipped: 6,
}
const ATTEMPT_IMPORTANCE = 2

/**
 * As many rows as there is room for, in their order: what failed or runs before what waits, and that before what is
 * over. Says in words which nodes were left out, which takes one of the lines; attempts are left out in silence.
 */
export function fitRows(
  rows: readonly Row[],
  room: number,
): { readonly rows: readonly Row[]; readonly hidden: string } {
  if (rows.length <= room) return { rows, hidden: '' }
  const nodes = rows.filter((row) => row.kind === 'node')
  const kept = mostImportant(rows, nodes.length <= room ? room : room - 1, nodes.length <= room)
  return { rows: rows.filter((row) => kept.has(row)), hidden: hiddenText(nodes.filter((row) => !kept.has(row))) }
}

function mostImportant(rows: readonly Row[], room: number, nodesFirst: boolean): ReadonlySet<Row> {
  const importance = (row: Row) => {
    if (row.kind === 'node') return nodesFirst ? 0 : IMPORTANCE[row.status]
    return ATTEMPT_IMPORTANCE
  }
  // Sorting is stable, so that equals keep the order of the graph.
  const sorted = rows.toSorted((a, b) => importance(a) - importance(b))
  return new Set(sorted.slice(0, Math.max(0, room)))
}

function hiddenText(hidden: readonly Row[]): string {
  const counts = Map.groupBy(hidden, (row) => row.status)
  return [...counts].map(([status, rows]) => `${rows.length} more ${status}`).join(', ')
}
