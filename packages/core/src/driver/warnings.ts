import type { RunWarning } from '../records/run-record.ts'

/** The warnings of an epoch, counted by their codes. */
export interface Warnings {
  add(warning: Omit<RunWarning, 'count'>): void
  /** In the order in which the first of each kind came; empty while there are none. */
  fields(): { readonly warnings?: readonly RunWarning[] }
}

/** None yet. */
export function createWarnings(): Warnings {
  const byCode = new Map<string, RunWarning>()
  return {
    add({ code, message }) {
      byCode.set(code, { code, message, count: (byCode.get(code)?.count ?? 0) + 1 })
    },
    fields: () => (byCode.size === 0 ? {} : { warnings: [...byCode.values()] }),
  }
}
