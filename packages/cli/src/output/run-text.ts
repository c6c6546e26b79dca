import type { RunStatus } from '@regauge/core/records'

/**
 * Enough of a run's id to type. Ids begin with the millisecond of their making, so thirteen characters are as good as
 * unique.
 */
export function shortRun(run: string): string {
  return run.slice(0, 13)
}

/** The status of a run in one word; `lost` where nobody drives it any more although it has not ended. */
export function statusText({
  status,
  lost,
}: {
  readonly status: RunStatus
  readonly lost: boolean
}): RunStatus | 'lost' {
  return lost ? 'lost' : status
}
