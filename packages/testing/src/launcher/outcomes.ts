import { putRecord, type OutcomeRecord } from '@regauge/core/records'
import { describe, expect } from 'vitest'
import type { LauncherTest } from './launcher-test.ts'

export function describeOutcomes(launcherTest: LauncherTest): void {
  describe('outcomes', () => {
    launcherTest('an outcome stands before it is told', async ({ launcher }) => {
      const stood: boolean[] = []
      const stop = new AbortController()
      const watching = (async () => {
        for await (const event of launcher.launcher.watch({ signal: stop.signal })) {
          if (event.kind === 'outcome') stood.push((await launcher.outcome(event.attempt.split('@')[0]!)) !== undefined)
        }
      })()
      await launcher.run(launcher.envelope('sleeps', { inputs: { ms: { value: 200 } } }), launcher.envelope('greets'))
      stop.abort()
      await watching
      expect(stood).not.toContain(false)
    })

    launcherTest('when a bundle has ended, the outcome of each of its attempts stands', async ({ launcher }) => {
      const items = [0, 1, 2].map((item) =>
        launcher.envelope('sleeps', { path: `all[${item}].sleeps`, inputs: { ms: { value: 100 } } }),
      )
      const outcomes = await launcher.run(...items)
      expect(outcomes.map((outcome) => outcome?.status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    })

    launcherTest(
      'an outcome that stands is not replaced, whatever the attempt still does',
      async ({ launcher, patienceMs }) => {
        const { store, run } = launcher.context
        const ms = patienceMs / 20
        const bundle = launcher.bundle([launcher.envelope('sleeps', { inputs: { ms: { value: ms } } })])
        await launcher.launcher.start(bundle)
        await launcher.started('sleeps@1')
        const failure = { class: 'lost', code: 'STEP_LOST', message: 'The kit gave it up.' } as const
        const givenUp: OutcomeRecord = {
          schema: 'regauge.outcome/1',
          run,
          path: 'sleeps',
          attempt: 1,
          epoch: 1,
          status: 'failed',
          outputs: {},
          failure,
          endedAt: new Date().toISOString(),
          logs: 0,
          metrics: 0,
        }
        await putRecord(store, `runs/${run}/steps/sleeps@1.outcome.json`, givenUp, { ifAbsent: true })
        await launcher.ended(bundle.id)
        expect(await launcher.outcome('sleeps')).toEqual(givenUp)
      },
    )
  })
}
