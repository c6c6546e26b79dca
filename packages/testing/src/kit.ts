import { describe, expect, test } from 'vitest'

/** A test of a kit that a flavor is known to fail, and why that is accepted. */
export interface Waiver {
  /** The title of the test, without those of the groups around it. */
  readonly test: string
  readonly reason: string
}

/** Adds the test of one promise. Its title is that of no other test of the kit, so that a waiver can name it. */
export type AddTest = (title: string, run: () => Promise<void>) => void

/** What kits of all contracts have in common. */
export interface KitOptions {
  readonly title: string
  readonly waivers: readonly Waiver[]
  /** How long a test may take. @default 60 000, for promises are kept over a slow network too */
  readonly timeoutMs?: number
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
    define((name, run) => {
      if (titles.has(name)) throw new Error(`Two tests of the kit have the title "${name}".`)
      titles.add(name)
      const waiver = waivers.find((each) => each.test === name)
      const title = waiver === undefined ? name : `${name} (waived: ${waiver.reason})`
      test(title, { timeout, fails: waiver !== undefined }, run)
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
