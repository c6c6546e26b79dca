import type { StepCounts } from '@regauge/core/records'

/** How many steps are in which state, in words, e.g. `12 steps: 8 succeeded (2 cached), 1 failed, 3 running`. */
export function countsText(counts: StepCounts & { readonly running?: number; readonly waiting?: number }): string {
  const { total, succeeded, cached, failed, skipped, cancelled, running = 0, waiting = 0 } = counts
  const parts = [
    succeeded > 0 && `${succeeded} succeeded${cached > 0 ? ` (${cached} cached)` : ''}`,
    failed > 0 && `${failed} failed`,
    running > 0 && `${running} running`,
    waiting > 0 && `${waiting} waiting`,
    skipped > 0 && `${skipped} skipped`,
    cancelled > 0 && `${cancelled} cancelled`,
  ].filter((part) => part !== false)
  const steps = `${total} ${total === 1 ? 'step' : 'steps'}`
  return parts.length === 0 ? steps : `${steps}: ${parts.join(', ')}`
}
