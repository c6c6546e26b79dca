import type { NodeStatus, StatusRecord } from '@regauge/core/records'

/** The moment of every fixture's record. */
export const AT = '2026-01-01T00:01:00.000Z'

/** A status record with counts that follow from its nodes. */
export function statusOf(
  nodes: StatusRecord['nodes'],
  options: Partial<Pick<StatusRecord, 'live' | 'status' | 'warnings'>> = {},
): StatusRecord {
  const steps = Object.values(nodes).filter((node) => node.kind === 'step')
  const count = (status: NodeStatus['status']) => steps.filter((node) => node.status === status).length
  return {
    schema: 'regauge.status/1',
    run: '019b76f0-1111-7000-8000-000000000000',
    epoch: 1,
    sequence: 1,
    status: options.status ?? 'running',
    steps: {
      total: steps.length,
      succeeded: count('succeeded'),
      cached: 0,
      failed: count('failed'),
      skipped: count('skipped'),
      cancelled: count('cancelled'),
      running: count('running'),
      waiting: count('waiting'),
    },
    nodes,
    live: options.live ?? [],
    ...(options.warnings && { warnings: options.warnings }),
    at: AT,
  }
}

/** A node, seconds counted back from the fixtures' moment. */
export function node(
  status: NodeStatus['status'],
  options: Partial<NodeStatus> & { readonly from?: number; readonly to?: number } = {},
): NodeStatus {
  const { from, to, ...rest } = options
  const ago = (seconds: number) => new Date(Date.parse(AT) - seconds * 1000).toISOString()
  return {
    kind: 'step',
    status,
    succeeded: status === 'succeeded' ? 1 : 0,
    failed: status === 'failed' ? 1 : 0,
    running: status === 'running' ? 1 : 0,
    ...(from !== undefined && { startedAt: ago(from) }),
    ...(to !== undefined && { endedAt: ago(to) }),
    ...rest,
  }
}
