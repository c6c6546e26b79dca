import type { ConformanceReport } from '@regauge/core/stack'

/** What suites have proven of a flavor, in few words: `69 promises`, `56 promises, 2 waived`; nothing: `-`. */
export function proofText(reports: readonly ConformanceReport[]): string {
  if (reports.length === 0) return '-'
  const promises = reports.reduce((sum, report) => sum + report.promises, 0)
  const waived = reports.reduce((sum, report) => sum + report.waived.length, 0)
  return waived === 0 ? `${promises} promises` : `${promises} promises, ${waived} waived`
}
