import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { PackagedFlavor } from './flavor-registry.ts'

/** What one suite of `@regauge/testing` has proven of a flavor: a file of the folder `conformance` of its package. */
export interface ConformanceReport {
  readonly schema: 'regauge.conformance/1'
  /** Which suite. */
  readonly kit: 'artifact-store' | 'launcher' | 'orchestrator'
  readonly kind: string
  readonly flavor: string
  /** Those that the suite was told, and found to hold. */
  readonly capabilities: object
  /** How many promises hold. */
  readonly promises: number
  /** Promises that are known not to hold. */
  readonly waived: readonly { readonly test: string; readonly reason: string }[]
}

/** The folder of a package that holds its reports. */
export const CONFORMANCE = 'conformance'

/**
 * What suites have proven of a flavor, in the order of their names. A report about other capabilities than those that the
 * flavor declares proves nothing of it. Empty where its package brings none.
 */
export async function readConformance({ flavor, root }: PackagedFlavor): Promise<readonly ConformanceReport[]> {
  if (root === undefined) return []
  const reports = await readReports(root)
  return reports
    .filter(({ kind, flavor: name }) => kind === flavor.kind && name === flavor.name)
    .filter(({ capabilities }) => isDeepStrictEqual(capabilities, { ...flavor.capabilities }))
    .sort((a, b) => (a.kit < b.kit ? -1 : 1))
}

async function readReports(root: string): Promise<readonly ConformanceReport[]> {
  const folder = join(root, CONFORMANCE)
  const names = await readdir(folder).catch(() => [])
  const files = names.filter((name) => name.endsWith('.json'))
  const reports = await Promise.all(files.map(async (name) => parseReport(await readFile(join(folder, name), 'utf8'))))
  return reports.filter((report) => report !== undefined)
}

/** Undefined where a file is no report that this version can read. */
function parseReport(text: string): ConformanceReport | undefined {
  try {
    const report: unknown = JSON.parse(text)
    const isReport =
      typeof report === 'object' && report !== null && 'schema' in report && report.schema === 'regauge.conformance/1'
    // Reports are written by the suites alone.
    return isReport ? (report as ConformanceReport) : undefined
  } catch {
    return undefined
  }
}
