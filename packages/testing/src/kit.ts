import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConformanceReport } from '@regauge/core/stack'
import { afterAll, describe, expect, test } from 'vitest'

/** A test of a kit that a flavor is known to fail, and why that is accepted. */
export interface Waiver {
  /** The title of the test, without those of the groups around it. */
  readonly test: string
  readonly reason: string
}

/** Adds the test of one promise. Its title is that of no other test of the kit, so that a waiver can name it. */
export type AddTest = (title: string, run: () => Promise<void>) => void

/** Where a suite reports what it has proven. */
export interface KitReport {
  /** The name of the flavor. */
  readonly flavor: string
  /**
   * A file of the folder `conformance` of the flavor's package, which is published with it: `regauge flavor list` reads it.
   * It is written where it is missing; the suite fails where it says something else than the suite has found, unless
   * `REGAUGE_CONFORMANCE=write` is set.
   */
  readonly file: URL
}

/** What kits of all contracts have in common. */
export interface KitOptions {
  readonly title: string
  readonly waivers: readonly Waiver[]
  /** How long a test may take. @default 60 000, for promises are kept over a slow network too */
  readonly timeoutMs?: number
  /** What the suite proves, and where it says so. Absent: nowhere. */
  readonly report?: KitReport | undefined
  readonly proves: Pick<ConformanceReport, 'kit' | 'kind' | 'capabilities'>
}

const TIMEOUT_MS = 60_000

/**
 * Runs a kit as a suite. A waived test has to fail, and a waiver has to name a test: what has been mended or renamed
 * does not stay waived.
 */
export function describeKit(options: KitOptions, define: (add: AddTest) => void): void {
  const { title, waivers, timeoutMs: timeout = TIMEOUT_MS } = options
  describe(title, () => {
    const titles = new Set<string>()
    const held = new Set<string>()
    define((name, run) => {
      if (titles.has(name)) throw new Error(`Two tests of the kit have the title "${name}".`)
      titles.add(name)
      const waiver = waivers.find((each) => each.test === name)
      const title = waiver === undefined ? name : `${name} (waived: ${waiver.reason})`
      test(title, { timeout, fails: waiver !== undefined }, async () => {
        await run()
        held.add(name)
      })
    })
    afterAll(async () => {
      // A suite that was run in part, or has failed, proves nothing.
      if (held.size === titles.size - waivers.length) await report(held.size, options)
    })
    if (waivers.length === 0) return
    // In a group, because groups are filled in their order, after this function has returned.
    describe('waivers', () => {
      test('each names a test of the kit', () => {
        expect([...titles]).toEqual(expect.arrayContaining(waivers.map((waiver) => waiver.test)))
      })
    })
  })
}

/** Writes what has been proven, or compares it with what stands in the file. */
async function report(promises: number, { report, proves, waivers }: KitOptions): Promise<void> {
  if (!report) return
  const { kit, kind, capabilities } = proves
  const waived = waivers.map(({ test, reason }) => ({ test, reason }))
  const { flavor } = report
  const schema = 'regauge.conformance/1'
  const found: ConformanceReport = { schema, kit, kind, flavor, capabilities, promises, waived }
  const text = `${JSON.stringify(found, null, 2)}\n`
  const file = fileURLToPath(report.file)
  const standing = await readFile(file, 'utf8').catch(() => undefined)
  if (standing === text) return
  if (standing !== undefined && process.env['REGAUGE_CONFORMANCE'] !== 'write') {
    throw new Error(
      `"${file}" says something else than this suite has found. Run it again with REGAUGE_CONFORMANCE=write.`,
    )
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
