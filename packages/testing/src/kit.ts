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
}

/** A promise is kept over a slow network too. */
const TIMEOUT_MS = 60_000

/**
 * Runs a kit as a suite. A waived test has to fail, and a waiver has to name a test: what has been mended or renamed
 * does not stay waived.
 */
export function describeKit({ title, waivers }: KitOptions, define: (add: AddTest) => void): void {
  describe(title, () => {
    const titles = new Set<string>()
    define((name, run) => {
      if (titles.has(name)) throw new Error(`Two tests of the kit have the title "${name}".`)
      titles.add(name)
      const waiver = waivers.find((each) => each.test === name)
      if (waiver === undefined) test(name, { timeout: TIMEOUT_MS }, run)
      else test.fails(`${name} (waived: ${waiver.reason})`, { timeout: TIMEOUT_MS }, run)
    })
    // A group of its own, because groups are filled in their order, after this function has returned.
    describe('waivers', () => {
      for (const waiver of waivers) {
        test(`"${waiver.test}" is a test of the kit`, () => expect(titles).toContain(waiver.test))
      }
    })
  })
}
