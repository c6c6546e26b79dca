import { describe, expect } from 'vitest'
import type { LauncherTest } from './launcher-test.ts'

export function describeBundles(launcherTest: LauncherTest, many: number): void {
  describe('bundles', () => {
    launcherTest('the attempts of a bundle are worked off in turn', async ({ launcher }) => {
      const envelopes = [0, 1, 2].map((item) =>
        launcher.envelope('sleeps', { path: `turn[${item}].sleeps`, inputs: { ms: { value: 150 } } }),
      )
      const outcomes = await launcher.run(...envelopes)
      // They run in one place, so that all their times are by one clock.
      const times = outcomes.flatMap((outcome) => [Date.parse(outcome!.startedAt!), Date.parse(outcome!.endedAt)])
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    })

    launcherTest('a failure in the middle of a bundle stops none of the others', async ({ launcher }) => {
      const steps = ['greets', 'throws', 'greets', 'exits', 'greets']
      const envelopes = steps.map((step, item) => launcher.envelope(step, { path: `mixed[${item}].${step}` }))
      const outcomes = await launcher.run(...envelopes)
      const statuses = outcomes.map((outcome) => outcome?.status)
      expect(statuses).toEqual(['succeeded', 'failed', 'succeeded', 'failed', 'succeeded'])
    })

    launcherTest('more bundles than run at once all end', async ({ launcher }) => {
      const bundles = Array.from({ length: many }, (_, item) =>
        launcher.envelope('greets', { path: `many[${item}].x` }),
      )
      const outcomes = await Promise.all(bundles.map((envelope) => launcher.run(envelope)))
      expect(outcomes.flat().filter((outcome) => outcome?.status === 'succeeded')).toHaveLength(many)
    })
  })
}
